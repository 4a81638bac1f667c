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
    let ids: UnsafeBufferPointer<Int32>  // of the rows of y; −1 where there is no word
    package let y: Matrix  // [ids, width]
    /// Where a word's row is in y; nil where it has one for itself.
    let places: UnsafeBufferPointer<Int32>?

    var input: LayerInput { LayerInput(y, places: places) }
  }

  /// - Parameter sharing: whether a word has one row, however often it comes: for somebody who does the
  ///   same with all of them.
  package func tape(
    for ids: UnsafeBufferPointer<Int32>, sharing: Bool = false, in workspace: inout Workspace
  ) -> Tape {
    if sharing { return sharedTape(for: ids, in: &workspace) }
    let memory = workspace.buffer(ids.count, of: Int32.self)
    for (i, id) in ids.enumerated() { memory[i] = id == padding ? -1 : id }
    return Tape(
      ids: UnsafeBufferPointer(memory),
      y: workspace.matrix(rows: ids.count, columns: width), places: nil)
  }

  private func sharedTape(
    for ids: UnsafeBufferPointer<Int32>, in workspace: inout Workspace
  ) -> Tape {
    let places = workspace.buffer(ids.count, of: Int32.self)
    let words = workspace.buffer(ids.count + MatrixProducts.rowUnit, of: Int32.self)
    let placeOfWord = workspace.buffer(vocabulary, of: Int32.self)
    placeOfWord.update(repeating: -1)
    var count = 0
    for (i, id) in ids.enumerated() {
      let word = Int(id)
      precondition(word >= -1 && word < vocabulary, "a word is a row of the table")
      if id < 0 || id == padding {
        places[i] = -1
        continue
      }
      if placeOfWord[word] < 0 {
        placeOfWord[word] = Int32(count)
        words[count] = id
        count += 1
      }
      places[i] = placeOfWord[word]
    }
    let unit = MatrixProducts.rowUnit
    let rows = (count + unit - 1) / unit * unit
    for place in count..<rows { words[place] = -1 }
    return Tape(
      ids: UnsafeBufferPointer(words.extracting(0..<rows)),
      y: workspace.matrix(rows: rows, columns: width), places: UnsafeBufferPointer(places))
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

  /// Adds dy, of the shape of y, to the gradients of the words' rows, in the order of `ids`: a word that
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
