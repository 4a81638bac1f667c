import Kernels

/// What a layer reads at its steps: a row of x each, or rows that several share, such as the vectors of
/// words that come more than once. What they share is multiplied once.
package struct LayerInput: BitwiseCopyable {
  package let x: Matrix  // [steps · batch, inputs], or as many rows as are shared
  /// [steps · batch]: each one's row in x, −1 where it has none and reads zeros; nil where x has a row
  /// for each.
  package let places: UnsafeBufferPointer<Int32>?

  package init(_ x: Matrix, places: UnsafeBufferPointer<Int32>? = nil) {
    (self.x, self.places) = (x, places)
  }

  var rows: Int { places?.count ?? x.rows }

  /// The rows of the table that some of the steps and sentences share.
  func gather(_ table: Matrix, _ rows: Range<Int>, into y: Matrix) {
    guard let places = places.map({ $0.extracting(rows) })?.baseAddress else { return }
    TableRows.gather(
      places, count: rows.count, from: table.elements, tableStride: table.stride,
      tableRows: table.rows, width: table.columns, into: y.elements, stride: y.stride)
  }

  /// Adds the rows of dy to those of the table that they were.
  func scatterAdd(_ dy: Matrix, _ rows: Range<Int>, to table: Matrix) {
    guard let places = places.map({ $0.extracting(rows) })?.baseAddress else { return }
    TableRows.scatterAdd(
      dy.elements, stride: dy.stride, at: places, count: rows.count, to: table.elements,
      tableStride: table.stride, tableRows: table.rows, width: table.columns)
  }
}
