import CKernels

/// Products of a few rows with a few rows, which may lie far apart, such as one sentence's in a batch.
///
/// A row of a result has the same bits whatever rows are asked for beside it.
package enum RowProducts {
  /// s_ij = x_i · y_j
  package static func dots(_ x: Matrix, _ y: Matrix, into s: Matrix) {
    s.requireShape(x.rows, y.rows)
    x.requireShape(x.rows, y.columns)
    ck_dots(x.rows, y.rows, x.columns, ck_input(x), ck_input(y), ck_output(s))
  }

  /// y_i = Σ_j s_ij x_j, or y_i += that. Of no rows the sum is zero.
  package static func mix(_ s: Matrix, _ x: Matrix, into y: Matrix, adding: Bool = false) {
    s.requireShape(y.rows, x.rows)
    mix(ck_weights(start: s.elements, i_stride: s.stride, j_stride: 1), x, into: y, adding)
  }

  /// y_i = Σ_j s_ji x_j, or y_i += that.
  package static func mixTransposed(
    _ s: Matrix, _ x: Matrix, into y: Matrix, adding: Bool = false
  ) {
    s.requireShape(x.rows, y.rows)
    mix(ck_weights(start: s.elements, i_stride: 1, j_stride: s.stride), x, into: y, adding)
  }

  private static func mix(_ s: ck_weights, _ x: Matrix, into y: Matrix, _ adding: Bool) {
    y.requireShape(y.rows, x.columns)
    ck_mix(y.rows, x.rows, x.columns, s, ck_input(x), ck_output(y), adding)
  }
}
