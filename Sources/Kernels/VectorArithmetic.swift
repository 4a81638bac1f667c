import CKernels

/// Arithmetic on whole vectors, which do not overlap. Results are rounded as written, the same on every
/// processor.
package enum VectorArithmetic {
  /// y += x, and x = 0. Zeros are only read: much of a table's gradient is nothing else, and writing
  /// costs as much again as reading.
  package static func moveSum(
    _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(count >= 0)
    ck_move_sum(x, y, count)
  }
}
