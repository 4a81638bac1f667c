import Files

/// The four types a matrix may hold: `Int32`, `Int64`, `Float` and `Double`.
///
/// Numbers become elements here and nowhere else.
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
