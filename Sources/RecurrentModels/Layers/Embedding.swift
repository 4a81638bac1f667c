import Kernels

/// A table with a vector for each word of a vocabulary.
///
///     y[i] = table[ids[i]]     zero where the word is padding
///
/// The row of the padding is never read and gets no gradient, so it stays what it was.
package struct Embedding: Sendable {
  package let padding: Int32?
  let table: ParameterLayout.Tensor  // [vocabulary, width]

  /// On a table that is there already, such as one that several layers share.
  package init(_ table: ParameterLayout.Tensor, padding: Int32?) {
    precondition(table.shape.count == 2, "a row for each word")
    self.table = table
    self.padding = padding
  }

  package init(
    _ name: String, vocabulary: Int, width: Int, padding: Int32?, in layout: inout ParameterLayout
  ) {
    self.init(
      layout.addEmbedding(name, vocabulary: vocabulary, dimension: width), padding: padding)
  }

  package var vocabulary: Int { table.shape[0] }
  package var width: Int { table.shape[1] }

  /// What forward leaves behind for backward.
  package struct Tape: BitwiseCopyable {
    let ids: UnsafeBufferPointer<Int32>  // −1 where padding was
    package let y: Matrix  // [ids, width]
  }

  package func tape(
    for ids: UnsafeBufferPointer<Int32>, in workspace: inout Workspace
  ) -> Tape {
    let memory = workspace.buffer(ids.count, of: Int32.self)
    for (i, id) in ids.enumerated() { memory[i] = id == padding ? -1 : id }
    return Tape(
      ids: UnsafeBufferPointer(memory),
      y: workspace.matrix(rows: ids.count, columns: width))
  }

  // MARK: Forward

  package func forward(_ tape: Tape, _ weights: ParameterValues) {
    guard let ids = tape.ids.baseAddress else { return }
    let (table, y) = (weights[table], tape.y)
    TableRows.gather(
      ids, count: y.rows, from: table.elements, tableStride: table.stride, tableRows: table.rows,
      width: width, into: y.elements, stride: y.stride)
  }

  // MARK: Backward

  /// Adds dy [ids, width] to the gradients of the words' rows, in the order of `ids`: a word that
  /// comes twice gets the same bits at every run.
  package func backward(_ tape: Tape, dy: Matrix, gradients: ParameterValues) {
    precondition(dy.rows == tape.ids.count && dy.columns == width, "a gradient for every word")
    guard let ids = tape.ids.baseAddress else { return }
    let dtable = gradients[table]
    TableRows.scatterAdd(
      dy.elements, stride: dy.stride, at: ids, count: dy.rows, to: dtable.elements,
      tableStride: dtable.stride, tableRows: dtable.rows, width: width)
  }
}
