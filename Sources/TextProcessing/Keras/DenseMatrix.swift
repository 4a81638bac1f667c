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

// MARK: Elements

/// The four types a matrix may hold: `Int32`, `Int64`, `Float` and `Double`.
public protocol MatrixElement: NumPyElement, Equatable {
  /// As NumPy has it: fractions are cut off toward zero in an integer element, and an integer comes
  /// to a floating-point element by way of `Double`. Nil where an integer element cannot hold the
  /// number (too great, infinite, NaN); a `Float` becomes infinite instead.
  init?(converting number: Number)
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

extension Int32: MatrixElement {}
extension Int64: MatrixElement {}
extension Float: MatrixElement {}
extension Double: MatrixElement {}

/// A number as a person writes it, whole or with a fraction: it takes an element type in a matrix.
public enum Number: Equatable, Sendable {
  case integer(Int)
  case real(Double)

  /// Reads `7`, `-7`, `2.5`, `1e-3`, `nan`, `inf`; a whole number beyond 64 bits is real. Decimal
  /// only, as Python's `float` is.
  public init?(_ text: some StringProtocol) {
    if let value = Int(text) {
      self = .integer(value)
    } else if !text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "x") }),
      let value = Double(text)
    {
      self = .real(value)
    } else {
      return nil
    }
  }
}

extension Number: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .real(value) }
}

/// What a sequence to be padded may hold.
public protocol SequenceNumber: ExpressibleByIntegerLiteral, Sendable {
  var number: Number { get }
}

extension Number: SequenceNumber { @inlinable public var number: Number { self } }
extension Int: SequenceNumber { @inlinable public var number: Number { .integer(self) } }
extension Int32: SequenceNumber { @inlinable public var number: Number { .integer(Int(self)) } }
extension Int64: SequenceNumber { @inlinable public var number: Number { .integer(Int(self)) } }
extension Float: SequenceNumber { @inlinable public var number: Number { .real(Double(self)) } }
extension Double: SequenceNumber { @inlinable public var number: Number { .real(self) } }
