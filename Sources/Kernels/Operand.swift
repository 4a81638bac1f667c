import CKernels

/// A matrix as multiplications read it: in float32, or rounded to bfloat16, once for all multiplications
/// that read it. A view, as `Matrix` is.
package struct Operand: BitwiseCopyable {
  package let precision: Precision
  package let rows: Int
  package let columns: Int
  let stride: Int  // elements from one row to the next
  let elements: UnsafeMutableRawPointer

  /// The matrix itself, in float32.
  init(_ matrix: Matrix) {
    (precision, rows, columns) = (.float32, matrix.rows, matrix.columns)
    (stride, elements) = (matrix.stride, UnsafeMutableRawPointer(matrix.elements))
  }

  /// Room for bfloat16 in dense rows.
  init(rounded elements: UnsafeMutablePointer<UInt16>, rows: Int, columns: Int) {
    (precision, self.rows, self.columns) = (.bfloat16, rows, columns)
    (stride, self.elements) = (columns, UnsafeMutableRawPointer(elements))
  }

  /// Nil in bfloat16.
  var matrix: Matrix? {
    if precision == .bfloat16 { return nil }
    return Matrix(
      elements.assumingMemoryBound(to: Float.self), rows: rows, columns: columns, stride: stride)
  }

  /// Nil in float32.
  package var rounded: UnsafeMutablePointer<UInt16>? {
    precision == .bfloat16 ? elements.assumingMemoryBound(to: UInt16.self) : nil
  }

  package func rows(_ range: Range<Int>) -> Operand {
    if let matrix { return Operand(matrix.rows(range)) }
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows beyond the matrix")
    return Operand(
      rounded: rounded! + range.lowerBound * columns, rows: range.count, columns: columns)
  }

  /// Takes over the elements of a matrix, which in float32 are its own already.
  package func load(_ matrix: Matrix) {
    matrix.requireShape(rows, columns)
    guard let rounded else {
      return precondition(elements == matrix.elements, "the matrix that there is room for")
    }
    if matrix.isDense { return ck_to_bfloat16(matrix.elements, rounded, rows * columns) }
    for row in 0..<rows {
      ck_to_bfloat16(matrix.row(row), rounded + row * columns, columns)
    }
  }
}

extension Workspace {
  /// Room for the elements of a matrix, which is the matrix itself in float32: `load` what is there,
  /// once it is.
  package func room(for matrix: Matrix, _ precision: Precision) -> Operand {
    switch precision {
    case .float32: return Operand(matrix)
    case .bfloat16:
      let elements = buffer(matrix.rows * matrix.columns, of: UInt16.self)
      return Operand(rounded: elements.baseAddress!, rows: matrix.rows, columns: matrix.columns)
    case .int8: preconditionFailure("rows become integers as they are multiplied")
    }
  }

  /// A matrix as multiplications of this precision read it.
  package func operand(_ matrix: Matrix, _ precision: Precision) -> Operand {
    let operand = room(for: matrix, precision)
    operand.load(matrix)
    return operand
  }
}
