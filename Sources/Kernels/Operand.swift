import CKernels

/// A matrix as multiplications read it: in float32, or rounded to bfloat16, once for all multiplications
/// that read it. A view, as `Matrix` is.
package enum Operand: BitwiseCopyable {
  case float32(Matrix)
  case bfloat16(RoundedMatrix)

  package var precision: Precision {
    switch self {
    case .float32: .float32
    case .bfloat16: .bfloat16
    }
  }

  package var rounded: RoundedMatrix? {
    if case .bfloat16(let matrix) = self { matrix } else { nil }
  }

  package var rows: Int {
    switch self {
    case .float32(let matrix): matrix.rows
    case .bfloat16(let matrix): matrix.rows
    }
  }

  package var columns: Int {
    switch self {
    case .float32(let matrix): matrix.columns
    case .bfloat16(let matrix): matrix.columns
    }
  }

  package func rows(_ range: Range<Int>) -> Operand {
    switch self {
    case .float32(let matrix): .float32(matrix.rows(range))
    case .bfloat16(let matrix): .bfloat16(matrix.rows(range))
    }
  }

  /// Takes over the elements of a matrix, which in float32 are its own already.
  package func load(_ matrix: Matrix) {
    switch self {
    case .float32(let own):
      precondition(
        own.elements == matrix.elements && own.rows == matrix.rows
          && own.columns == matrix.columns, "the matrix that there is room for")
    case .bfloat16(let rounded): rounded.round(matrix)
    }
  }

  /// Elements from one row to the next.
  var stride: Int {
    switch self {
    case .float32(let matrix): matrix.stride
    case .bfloat16(let matrix): matrix.columns
    }
  }

  var elements: UnsafeRawPointer {
    switch self {
    case .float32(let matrix): UnsafeRawPointer(matrix.elements)
    case .bfloat16(let matrix): UnsafeRawPointer(matrix.elements)
    }
  }
}

/// Rows of numbers in bfloat16, which follow each other closely.
package struct RoundedMatrix: BitwiseCopyable {
  package let elements: UnsafeMutablePointer<UInt16>
  package let rows: Int
  package let columns: Int

  func rows(_ range: Range<Int>) -> RoundedMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows beyond the matrix")
    return RoundedMatrix(
      elements: elements + range.lowerBound * columns, rows: range.count, columns: columns)
  }

  func round(_ matrix: Matrix) {
    matrix.requireShape(rows, columns)
    if matrix.isDense { return ck_to_bfloat16(matrix.elements, elements, rows * columns) }
    for row in 0..<rows {
      ck_to_bfloat16(matrix.row(row), elements + row * columns, columns)
    }
  }
}

extension Workspace {
  /// A matrix whose elements are whatever was there before.
  package func roundedMatrix(rows: Int, columns: Int) -> RoundedMatrix {
    RoundedMatrix(
      elements: buffer(rows * columns, of: UInt16.self).baseAddress!, rows: rows,
      columns: columns)
  }

  /// Room for the elements of a matrix, which is the matrix itself in float32: `load` what is there,
  /// once it is.
  package func room(for matrix: Matrix, _ precision: Precision) -> Operand {
    switch precision {
    case .float32: .float32(matrix)
    case .bfloat16: .bfloat16(roundedMatrix(rows: matrix.rows, columns: matrix.columns))
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
