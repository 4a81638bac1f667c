import CKernels

/// Log probabilities under the softmax of rows of logits, which stay as they are.
package enum Softmax {
  /// log Σ exp(x) of every row: the log probability of an element is its logit less this.
  package static func logSumExp(
    _ logits: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    into result: UnsafeMutablePointer<Double>
  ) {
    precondition(stride >= columns && columns > 0, "a row fits into its stride")
    ck_log_sum_exp(logits, stride, rows, columns, result)
  }

  /// The log probability of every row's target, 0 where there is none.
  package static func logProbabilities(
    of targets: UnsafePointer<Int32>, logits: UnsafePointer<Float>, stride: Int, rows: Int,
    columns: Int, into result: UnsafeMutablePointer<Double>
  ) {
    check(targets, stride: stride, rows: rows, columns: columns)
    logSumExp(logits, stride: stride, rows: rows, columns: columns, into: result)
    for row in 0..<rows {
      let target = Int(targets[row])
      result[row] = target < 0 ? 0 : Double(logits[row * stride + target]) - result[row]
    }
  }

  /// Every target is an element of its row, or none at all.
  static func check(_ targets: UnsafePointer<Int32>, stride: Int, rows: Int, columns: Int) {
    precondition(stride >= columns && columns > 0, "a row fits into its stride")
    for row in 0..<rows {
      precondition(
        targets[row] < columns && targets[row] >= SoftmaxCrossEntropy.noTarget,
        "a target is an element of its row")
    }
  }
}
