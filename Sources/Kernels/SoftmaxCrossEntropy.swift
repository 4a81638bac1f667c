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
  ///
  /// - Parameters:
  ///   - columnSums: [1, columns], to which the gradients are added, a row after another.
  ///   - rounded: [rows, columns], to receive the gradient in bfloat16; the first row of the logits is
  ///     lost then, and the others stay.
  package static func replaceByGradient(
    _ logits: Matrix, targets: UnsafePointer<Int32>, smoothing: Float, scale: Float,
    losses: UnsafeMutablePointer<Double>, negativeLogLikelihoods: UnsafeMutablePointer<Double>,
    columnSums: Matrix? = nil, rounded: RoundedMatrix? = nil
  ) {
    precondition((0...1).contains(smoothing), "smoothing is a share")
    let (rows, columns) = (logits.rows, logits.columns)
    Softmax.check(targets, stride: logits.stride, rows: rows, columns: columns)
    columnSums?.requireShape(1, columns)
    guard let rounded else {
      return ck_softmax_cross_entropy(
        logits.elements, logits.stride, rows, columns, targets, smoothing, scale, losses,
        negativeLogLikelihoods, columnSums?.elements)
    }
    precondition(rounded.rows == rows && rounded.columns == columns, "a gradient for each logit")
    ck_softmax_cross_entropy_rounded(
      logits.elements, logits.stride, rows, columns, targets, smoothing, scale, losses,
      negativeLogLikelihoods, columnSums?.elements, rounded.elements)
  }
}
