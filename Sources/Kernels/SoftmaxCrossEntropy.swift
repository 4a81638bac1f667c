import CKernels

/// Cross-entropy of a softmax with label smoothing, fused with its gradient.
package enum SoftmaxCrossEntropy {
  /// The target of a row that counts for nothing, such as padding.
  package static let noTarget: Int32 = -1

  /// Puts the gradient, times `scale`, in place of the logits [rows, columns], and writes two losses
  /// a row: the smoothed one, (1 − ε) · nll + ε / columns · Σ −log p as PyTorch has it, and the plain
  /// negative log-likelihood of the target. They are double, to be summed in the order of the rows.
  ///
  /// A row without target has no loss and a gradient of zeros, whatever it holds. A row with NaN or
  /// +∞, or of −∞ alone, becomes NaN and so do its losses. One pass over memory.
  package static func replaceByGradient(
    logits: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int,
    targets: UnsafePointer<Int32>, smoothing: Float, scale: Float,
    losses: UnsafeMutablePointer<Double>, negativeLogLikelihoods: UnsafeMutablePointer<Double>
  ) {
    precondition((0...1).contains(smoothing), "smoothing is a share")
    Softmax.check(targets, stride: stride, rows: rows, columns: columns)
    ck_softmax_cross_entropy(
      logits, stride, rows, columns, targets, smoothing, scale, losses, negativeLogLikelihoods)
  }
}
