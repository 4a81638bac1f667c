import CKernels

/// Rows of a table by their numbers: what an embedding reads, and what its gradient writes. −1 names
/// no row: it reads zeros and writes nothing.
package enum TableRows {
  /// y[i] = table[ids[i]], where the table is [tableRows, width].
  package static func gather(
    _ ids: UnsafePointer<Int32>, count: Int, from table: UnsafePointer<Float>, tableStride: Int,
    tableRows: Int, width: Int, into y: UnsafeMutablePointer<Float>, stride: Int
  ) {
    check(ids, count: count, rows: tableRows, width: width, stride: min(tableStride, stride))
    ck_gather_rows(table, tableStride, ids, count, width, y, stride)
  }

  /// dtable[ids[i]] += dy[i], in the order of i.
  package static func scatterAdd(
    _ dy: UnsafePointer<Float>, stride: Int, at ids: UnsafePointer<Int32>, count: Int,
    to dtable: UnsafeMutablePointer<Float>, tableStride: Int, tableRows: Int, width: Int
  ) {
    check(ids, count: count, rows: tableRows, width: width, stride: min(tableStride, stride))
    ck_scatter_add_rows(dy, stride, ids, count, width, dtable, tableStride)
  }

  private static func check(
    _ ids: UnsafePointer<Int32>, count: Int, rows: Int, width: Int, stride: Int
  ) {
    precondition(stride >= width && width >= 0, "a row fits into its stride")
    for i in 0..<count {
      precondition(ids[i] >= -1 && ids[i] < rows, "a number names a row of the table")
    }
  }
}
