import CKernels

/// Arithmetic on whole vectors. Results are rounded as written, the same on every processor; they may
/// be written over an operand, but vectors may not overlap by a part.
package enum VectorArithmetic {
  /// y += x
  package static func add(
    _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(count >= 0)
    ck_add(x, y, count)
  }
}
