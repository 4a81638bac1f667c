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

  /// y += x, and x = 0, of arrays that do not overlap. Zeros are only read: much of a table's gradient is
  /// nothing else, and writing costs as much again as reading.
  package static func moveSum(
    _ x: UnsafeMutablePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int
  ) {
    precondition(count >= 0)
    ck_move_sum(x, y, count)
  }
}
