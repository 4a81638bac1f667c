import CKernels

/// Rows of a table by their ids: what an embedding reads, and what its gradient writes. −1 names no row:
/// it reads zeros and writes nothing.
package enum TableRows {
  /// y[i] = table[ids[i]]
  package static func gather(
    _ ids: UnsafeBufferPointer<Int32>, from table: Matrix, into y: Matrix
  ) {
    y.requireShape(ids.count, table.columns)
    check(ids, table)
    guard let start = ids.baseAddress else { return }
    ck_gather_rows(
      table.elements, table.stride, start, ids.count, table.columns, y.elements, y.stride)
  }

  /// dtable[ids[i]] += dy[i], in the order of i.
  package static func scatterAdd(
    _ dy: Matrix, at ids: UnsafeBufferPointer<Int32>, to dtable: Matrix
  ) {
    dy.requireShape(ids.count, dtable.columns)
    check(ids, dtable)
    guard let start = ids.baseAddress else { return }
    ck_scatter_add_rows(
      dy.elements, dy.stride, start, ids.count, dtable.columns, dtable.elements, dtable.stride)
  }

  private static func check(_ ids: UnsafeBufferPointer<Int32>, _ table: Matrix) {
    for id in ids { precondition(id >= -1 && id < table.rows, "an id is a row of the table") }
  }
}

/// Layer normalization of rows; the equations are those of the layer `LayerNormalization`.
package enum RowNormalization {
  /// Writes y, and every row's mean and inverse deviation, which the backward pass needs. y may be x
  /// where no backward pass follows.
  package static func forward(
    _ x: Matrix, gain: Matrix, bias: Matrix, epsilon: Float, into y: Matrix,
    mean: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>
  ) {
    y.requireShape(x.rows, x.columns)
    for vector in [gain, bias] { vector.requireShape(1, x.columns) }
    precondition(x.columns > 0 && epsilon >= 0, "a variance is not made smaller")
    ck_normalize_rows(
      x.elements, x.stride, x.rows, x.columns, gain.elements, bias.elements, epsilon, y.elements,
      y.stride, mean, inverseDeviation)
  }

  /// Writes dx, which may be dy, and adds to dgain and dbias [1, width] a row after another: as many
  /// calls for as many parts of the rows give the same bits as one.
  package static func backward(
    dy: Matrix, _ x: Matrix, gain: Matrix, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>, dx: Matrix, dgain: Matrix, dbias: Matrix
  ) {
    for matrix in [dy, dx] { matrix.requireShape(x.rows, x.columns) }
    for vector in [gain, dgain, dbias] { vector.requireShape(1, x.columns) }
    ck_normalize_rows_backward(
      dy.elements, dy.stride, x.elements, x.stride, x.rows, x.columns, gain.elements, mean,
      inverseDeviation, dx.elements, dx.stride, dgain.elements, dbias.elements)
  }
}

extension Matrix {
  /// Adds every column's sum to this one row, as a bias's gradient: a row after another, so that as many
  /// calls for as many parts of the rows give the same bits as one.
  package func addColumnSums(of x: Matrix) {
    requireShape(1, x.columns)
    ck_add_column_sums(x.elements, x.stride, x.rows, x.columns, elements)
  }

  /// Replaces every element by its hyperbolic tangent, within 2.5 units of the last place; ±1 is exact
  /// where it saturates. Of dense rows.
  package func applyTanh() {
    precondition(isDense, "rows without gaps")
    ck_tanh(elements, elements, rows * columns)
  }
}
