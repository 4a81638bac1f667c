/// A type of number that a `.npy` file may hold: `Int32`, `Int64`, `Float` and `Double`.
public protocol NumPyElement: BitwiseCopyable, Sendable {
  /// The type's name in a `.npy` header, such as `<i4`.
  static var numPyName: String { get }

  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  /// The element's bits, as a number.
  var bits: Bits { get }

  /// Appends the bytes of elements, the lowest first.
  ///
  /// A requirement, so that each type has its own machine code for the loop: a generic function that
  /// another module calls has not.
  static func appendLittleEndian(_ elements: ArraySlice<Self>, to bytes: inout [UInt8])
}

extension NumPyElement {
  public static func appendLittleEndian(_ elements: ArraySlice<Self>, to bytes: inout [UInt8]) {
    for element in elements {
      var bits = element.bits
      for _ in 0..<MemoryLayout<Bits>.size {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
  }
}

extension Int32: NumPyElement {
  public static var numPyName: String { "<i4" }
  public var bits: UInt32 { UInt32(bitPattern: self) }
}

extension Int64: NumPyElement {
  public static var numPyName: String { "<i8" }
  public var bits: UInt64 { UInt64(bitPattern: self) }
}

extension Float: NumPyElement {
  public static var numPyName: String { "<f4" }
  public var bits: UInt32 { bitPattern }
}

extension Double: NumPyElement {
  public static var numPyName: String { "<f8" }
  public var bits: UInt64 { bitPattern }
}

extension OutputFile {
  /// Writes an array of any shape as NumPy's `.npy`, its last dimension running fastest: byte for byte what
  /// `numpy.save` writes, which is version 1.0 of the format, little-endian.
  ///
  /// Memory is a block of up to 256 KiB beside the elements.
  public func write<Element: NumPyElement>(
    numPy elements: [Element], shape: [Int]
  ) throws(FileError) {
    precondition(elements.count == shape.reduce(1, *), "as many elements as the shape has")
    try write(numPyHeader(elementName: Element.numPyName, shape: shape).span)
    var block: [UInt8] = []
    for start in stride(from: 0, to: elements.count, by: blockSize) {
      block.removeAll(keepingCapacity: true)
      let end = min(start + blockSize, elements.count)
      Element.appendLittleEndian(elements[start..<end], to: &block)
      try write(block.span)
    }
  }
}

private let blockSize = 1 << 15  // elements

/// The format's name and version, the header's length in two bytes, and the header: a Python literal
/// filled up with spaces, and a line feed at the end.
///
/// See `numpy.lib.format`: NumPy leaves room for a first dimension of 21 digits, and so must we where
/// the bytes are to be the same.
private func numPyHeader(elementName: String, shape: [Int]) -> [UInt8] {
  let sizes = shape.map(String.init).joined(separator: ", ")
  let tuple = shape.count == 1 ? "(\(sizes),)" : "(\(sizes))"
  let literal = "{'descr': '\(elementName)', 'fortran_order': False, 'shape': \(tuple), }"
  let growth = shape.first.map { 21 - String($0).utf8.count } ?? 0
  let prelude = 10
  let unpadded = prelude + literal.utf8.count + growth + 1
  let length = (unpadded + 63) / 64 * 64 - prelude
  precondition(length <= UInt16.max, "more dimensions than the format's version 1.0 has room for")
  let padding = repeatElement(UInt8(ascii: " "), count: length - literal.utf8.count - 1)
  let version: [UInt8] = [1, 0]
  return [0x93] + "NUMPY".utf8 + version + [UInt8(length & 0xFF), UInt8(length >> 8)]
    + literal.utf8 + padding + [lineFeed]
}
