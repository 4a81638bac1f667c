import CKernels

/// What attention does with the scores of one sentence [targets, sources].
///
/// A row of a result has the same bits whatever rows are asked for beside it.
package enum AttentionScores {
  /// Every row becomes its softmax. A row with NaN or +∞ becomes NaN throughout.
  package static func softmax(_ s: Matrix) {
    ck_softmax_rows(s.rows, s.columns, ck_output(s))
  }

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
