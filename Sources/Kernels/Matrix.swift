import CKernels

/// Rows of floats that lie in somebody else's memory: a workspace's, a parameter array's. A view, so
/// that cutting rows or columns out of it costs nothing; it must not outlive the memory.
package struct Matrix: BitwiseCopyable {
  package let elements: UnsafeMutablePointer<Float>
  package let rows: Int
  package let columns: Int
  package let stride: Int  // floats from one row to the next

  package init(
    _ elements: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil
  ) {
    precondition(rows >= 0 && columns >= 0 && stride ?? columns >= columns, "a matrix's shape")
    self.elements = elements
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// Whether rows follow each other closely.
  package var isDense: Bool { stride == columns }

  package subscript(row: Int, column: Int) -> Float {
    get { elements[place(row, column)] }
    nonmutating set { elements[place(row, column)] = newValue }
  }

  package func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows beyond the matrix")
    return Matrix(
      elements + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// A row and every `step`-th after it.
  package func rows(from first: Int, by step: Int) -> Matrix {
    precondition(first >= 0 && step > 0, "rows beyond the matrix")
    return Matrix(
      elements + first * stride, rows: max(0, rows - first + step - 1) / step, columns: columns,
      stride: step * stride)
  }

  package func columns(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns beyond the matrix")
    return Matrix(elements + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Where a row begins.
  package func row(_ row: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < rows, "a row beyond the matrix")
    return elements + row * stride
  }

  package func fill(with value: Float) {
    for row in 0..<rows { (elements + row * stride).update(repeating: value, count: columns) }
  }

  /// Takes over the elements of another of the same shape.
  package func copy(_ other: Matrix) {
    other.requireShape(rows, columns)
    for row in 0..<rows {
      (elements + row * stride).update(from: other.elements + row * other.stride, count: columns)
    }
  }

  /// Adds the elements of another of the same shape.
  package func add(_ other: Matrix) {
    other.requireShape(rows, columns)
    for row in 0..<rows {
      ck_add(other.elements + row * other.stride, elements + row * stride, columns)
    }
  }

  func requireShape(_ rows: Int, _ columns: Int) {
    precondition(
      self.rows == rows && self.columns == columns,
      "[\(self.rows), \(self.columns)] is not [\(rows), \(columns)]")
  }

  private func place(_ row: Int, _ column: Int) -> Int {
    precondition((0..<rows).contains(row) && (0..<columns).contains(column), "beyond the matrix")
    return row * stride + column
  }
}

// How C sees a matrix; nothing where it reads or writes nothing.

extension ck_input {
  init(_ matrix: Matrix?) {
    self.init(start: matrix.map { UnsafePointer($0.elements) }, stride: matrix?.stride ?? 0)
  }
}

extension ck_output {
  init(_ matrix: Matrix?) { self.init(start: matrix?.elements, stride: matrix?.stride ?? 0) }
}
