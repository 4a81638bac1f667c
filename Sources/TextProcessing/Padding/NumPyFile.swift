extension OutputFile {
  /// Writes a matrix as NumPy's `.npy`, to be read with `numpy.load`.
  public func write<Element>(numPy matrix: DenseMatrix<Element>) throws(FileError) {
    try write(numPy: matrix.elements, shape: matrix.shape)
  }

  /// Writes an array of any shape, its last dimension running fastest: byte for byte what
  /// `numpy.save` writes, which is version 1.0 of the format, little-endian.
  ///
  /// Memory is a block of up to 256 KiB beside the elements.
  public func write<Element: MatrixElement>(
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
