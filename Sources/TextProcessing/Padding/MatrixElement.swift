/// The four types a matrix may hold: `Int32`, `Int64`, `Float` and `Double`.
///
/// Numbers become elements here and nowhere else.
public protocol MatrixElement: BitwiseCopyable, Equatable, Sendable {
  /// As NumPy has it: fractions are cut off toward zero in an integer element, and an integer comes
  /// to a floating-point element by way of `Double`. Nil where an integer element cannot hold the
  /// number (too great, infinite, NaN); a `Float` becomes infinite instead.
  init?(converting number: Number)

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

extension MatrixElement {
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

extension MatrixElement where Self: FixedWidthInteger {
  @inlinable public init?(converting number: Number) {
    switch number {
    case .integer(let value): self.init(exactly: value)
    case .real(let value): self.init(exactly: value.rounded(.towardZero))
    }
  }
}

extension MatrixElement where Self: BinaryFloatingPoint {
  @inlinable public init?(converting number: Number) {
    switch number {
    case .integer(let value): self.init(Double(value))
    case .real(let value): self.init(value)
    }
  }
}

extension Int32: MatrixElement {
  public static var numPyName: String { "<i4" }
  public var bits: UInt32 { UInt32(bitPattern: self) }
}

extension Int64: MatrixElement {
  public static var numPyName: String { "<i8" }
  public var bits: UInt64 { UInt64(bitPattern: self) }
}

extension Float: MatrixElement {
  public static var numPyName: String { "<f4" }
  public var bits: UInt32 { bitPattern }
}

extension Double: MatrixElement {
  public static var numPyName: String { "<f8" }
  public var bits: UInt64 { bitPattern }
}
