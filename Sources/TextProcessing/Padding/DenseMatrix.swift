import Files

/// Numbers in rows and columns, one row after another in memory; where a column holds a vector, the
/// vector's numbers lie side by side.
public struct DenseMatrix<Element: MatrixElement>: Equatable, Sendable {
  public var elements: [Element]
  public let shape: [Int]  // rows, columns, and the length of the vectors where there are any

  @inlinable public init(elements: [Element], shape: [Int]) {
    precondition(shape.count >= 2, "a matrix has rows and columns")
    precondition(elements.count == shape.reduce(1, *), "as many elements as the shape has")
    self.elements = elements
    self.shape = shape
  }

  @inlinable public init(repeating element: Element, shape: [Int]) {
    self.init(elements: Array(repeating: element, count: shape.reduce(1, *)), shape: shape)
  }

  @inlinable public var rows: Int { shape[0] }
  @inlinable public var columns: Int { shape[1] }

  /// All that lies in one row.
  @inlinable public subscript(row: Int) -> ArraySlice<Element> {
    let width = shape.dropFirst().reduce(1, *)
    return elements[row * width..<(row + 1) * width]
  }
}

extension OutputFile {
  /// Writes a matrix as NumPy's `.npy`, to be read with `numpy.load`.
  public func write<Element>(numPy matrix: DenseMatrix<Element>) throws(FileError) {
    try write(numPy: matrix.elements, shape: matrix.shape)
  }
}
