import CKernels

/// Which elements of a row are the largest. Of equals the one that stands first goes before; NaN is
/// never among them.
package enum LargestElements {
  /// The index of the largest; 0 of a row that holds nothing but NaN.
  package static func first(_ row: UnsafePointer<Float>, count: Int) -> Int {
    precondition(count > 0, "some element is the largest")
    return ck_argmax(row, count)
  }

  /// Writes the indices of the `limit` largest, the largest first, and returns how many there are:
  /// fewer than `limit` only where fewer are not NaN. Meant for a `limit` of a beam's size: the time
  /// grows with it.
  package static func top(
    _ limit: Int, of row: UnsafePointer<Float>, count: Int,
    into indices: UnsafeMutablePointer<Int32>
  ) -> Int {
    precondition(limit > 0 && count >= 0 && count <= Int32.max, "indices are of 32 bits")
    return ck_top(row, count, limit, indices)
  }
}
