import CKernels

// What attention computes for one sentence, whose rows may lie far apart. A row of a result has the
// same bits whatever rows are asked for beside it.

/// Dot products and weighted sums of a few rows: on so few oneDNN is no faster, and would need a
/// multiplication for every pair of lengths.
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

/// The scores of one sentence [targets, sources].
package enum AttentionScores {
  /// Every row becomes its softmax. A row with NaN or +∞ becomes NaN throughout.
  package static func softmax(_ s: Matrix) { ck_softmax_rows(s.rows, s.columns, ck_output(s)) }

  /// From the gradient of the softmax's result `a` to that of the scores, in its place.
  package static func softmaxBackward(_ a: Matrix, da: Matrix) {
    da.requireShape(a.rows, a.columns)
    ck_softmax_rows_backward(a.rows, a.columns, ck_input(a), ck_output(da))
  }

  /// s_ij = v · tanh(q_i + k_j)
  package static func additive(
    _ q: Matrix, _ k: Matrix, _ v: UnsafeBufferPointer<Float>, into s: Matrix
  ) {
    s.requireShape(q.rows, k.rows)
    requireWidth(v.count, q, k)
    ck_additive_scores(
      q.rows, k.rows, v.count, ck_input(q), ck_input(k), v.baseAddress, ck_output(s))
  }

  /// Adds to the gradients of all that `additive` had.
  package static func additiveBackward(
    _ q: Matrix, _ k: Matrix, _ v: UnsafeBufferPointer<Float>, ds: Matrix, dq: Matrix, dk: Matrix,
    dv: Matrix
  ) {
    ds.requireShape(q.rows, k.rows)
    requireWidth(v.count, q, k)
    dq.requireShape(q.rows, v.count)
    dk.requireShape(k.rows, v.count)
    dv.requireShape(1, v.count)
    ck_additive_backward(
      q.rows, k.rows, v.count, ck_input(q), ck_input(k), v.baseAddress, ck_input(ds),
      ck_output(dq), ck_output(dk), dv.elements)
  }

  private static func requireWidth(_ width: Int, _ q: Matrix, _ k: Matrix) {
    q.requireShape(q.rows, width)
    k.requireShape(k.rows, width)
  }
}
