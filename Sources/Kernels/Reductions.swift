import CKernels

/// Sums of floats that come out the same at every run, at any alignment and on every processor: the
/// order is fixed, and they are made in double.
package enum Reductions {
  /// Sums are made of blocks of so many elements, added one after another. Threads that sum a block
  /// each, and add the blocks in order, get the bits of one sum over all.
  package static let blockSize = CK_BLOCK

  package static func sum(_ x: UnsafePointer<Float>, count: Int) -> Double {
    precondition(count >= 0)
    return ck_sum(x, count)
  }

  package static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double {
    precondition(count >= 0)
    return ck_sum_of_squares(x, count)
  }

  package static func dot(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int
  ) -> Double {
    precondition(count >= 0)
    return ck_dot(x, y, count)
  }

  /// The largest |x|, 0 of none; NaN where there is one.
  package static func largestMagnitude(_ x: UnsafePointer<Float>, count: Int) -> Float {
    precondition(count >= 0)
    return ck_largest_magnitude(x, count)
  }

  /// Adds every column's sum to `sums` [columns], as a bias's gradient: a row after another, so that
  /// as many calls for as many parts of the rows give the same bits as one.
  package static func addColumnSums(
    of x: UnsafePointer<Float>, stride: Int, rows: Int, columns: Int,
    to sums: UnsafeMutablePointer<Float>
  ) {
    precondition(stride >= columns && columns >= 0, "a row fits into its stride")
    ck_add_column_sums(x, stride, rows, columns, sums)
  }
}
