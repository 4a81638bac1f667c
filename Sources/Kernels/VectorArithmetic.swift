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

  /// y += factor · x
  package static func add(
    _ x: UnsafePointer<Float>, times factor: Float, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(count >= 0)
    ck_add_scaled(factor, x, y, count)
  }

  /// x *= factor
  package static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    precondition(count >= 0)
    ck_scale(factor, x, count)
  }

  package static func zero(
    _ x: UnsafeMutablePointer<Float>, stride: Int, rows: Int, columns: Int
  ) {
    precondition(stride >= columns && columns >= 0, "a row fits into its stride")
    for row in 0..<rows { (x + row * stride).update(repeating: 0, count: columns) }
  }

  package static func copy(
    _ x: UnsafePointer<Float>, stride: Int, to y: UnsafeMutablePointer<Float>, yStride: Int,
    rows: Int, columns: Int
  ) {
    precondition(min(stride, yStride) >= columns && columns >= 0, "a row fits into its stride")
    for row in 0..<rows { (y + row * yStride).update(from: x + row * stride, count: columns) }
  }
}
