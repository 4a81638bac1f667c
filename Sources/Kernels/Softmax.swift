import CKernels

/// Softmax over the columns of rows of logits: losses and gradients in training, log probabilities
/// in decoding.
package enum Softmax {
  /// The target of a row that does not count, such as padding.
  package static let noTarget: Int32 = -1

  /// log Σ exp(x) of every row: the log probability of an element is its logit less this.
  package static func logSumExp(of logits: Matrix, into result: UnsafeMutablePointer<Double>) {
    precondition(logits.columns > 0, "a softmax over something")
    ck_log_sum_exp(logits.elements, logits.stride, logits.rows, logits.columns, result)
  }

  /// The log probability of every row's target, 0 where there is none. The logits stay.
  package static func logProbabilities(
    of targets: UnsafePointer<Int32>, logits: Matrix, into result: UnsafeMutablePointer<Double>
  ) {
    check(targets, logits)
    logSumExp(of: logits, into: result)
    for row in 0..<logits.rows {
      let target = Int(targets[row])
      result[row] = target < 0 ? 0 : Double(logits[row, target]) - result[row]
    }
  }

  /// Cross-entropy with label smoothing, fused with its gradient: puts the gradient, times `scale`, in
  /// place of the logits [rows, columns], and writes two losses a row: the smoothed one,
  /// (1 − ε) · nll + ε / columns · Σ −log p as PyTorch has it, and the plain negative log-likelihood of
  /// the target. They are double, to be summed in the order of the rows.
  ///
  /// A row without target has no loss and a gradient of zeros, whatever it holds. A row with NaN or
  /// +∞, or of −∞ alone, becomes NaN and so do its losses. One pass over memory.
  ///
  /// - Parameters:
  ///   - columnSums: [1, columns], to which the gradients are added, a row after another.
  ///   - rounded: [rows, columns], which receives the gradient where it is in bfloat16; the first row of
  ///     the logits is lost then, and the others stay.
  package static func replaceByCrossEntropyGradient(
    _ logits: Matrix, targets: UnsafePointer<Int32>, smoothing: Float, scale: Float,
    losses: UnsafeMutablePointer<Double>, negativeLogLikelihoods: UnsafeMutablePointer<Double>,
    columnSums: Matrix? = nil, rounded: Operand? = nil
  ) {
    precondition((0...1).contains(smoothing), "smoothing is a share")
    let (rows, columns) = (logits.rows, logits.columns)
    check(targets, logits)
    columnSums?.requireShape(1, columns)
    guard let rounded, let elements = rounded.rounded else {
      return ck_softmax_cross_entropy(
        logits.elements, logits.stride, rows, columns, targets, smoothing, scale, losses,
        negativeLogLikelihoods, columnSums?.elements)
    }
    precondition(rounded.rows == rows && rounded.columns == columns, "a gradient for each logit")
    ck_softmax_cross_entropy_rounded(
      logits.elements, logits.stride, rows, columns, targets, smoothing, scale, losses,
      negativeLogLikelihoods, columnSums?.elements, elements)
  }

  /// Every target is an element of its row, or none.
  private static func check(_ targets: UnsafePointer<Int32>, _ logits: Matrix) {
    precondition(logits.columns > 0, "a softmax over something")
    for row in 0..<logits.rows {
      precondition(
        targets[row] < logits.columns && targets[row] >= noTarget,
        "a target is an element of its row")
    }
  }
}

extension Matrix {
  /// The column of a row's largest element, of equals the first; NaN is never the largest, and of NaN
  /// alone the result is 0.
  package func argmax(row: Int) -> Int {
    precondition(columns > 0, "an element to be the largest")
    return ck_argmax(self.row(row), columns)
  }
}
