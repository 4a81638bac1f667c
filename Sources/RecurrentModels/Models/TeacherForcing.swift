import Kernels

extension RunningModel {
  /// How probable a model finds translations that somebody else wrote: for each pair the natural
  /// logarithms of the probabilities of the target's ids, each given the source and the ids before.
  ///
  /// All steps at once. A pair's numbers have the same bits whatever pairs are beside it.
  package func logProbabilities(
    of pairs: SentencePairs, _ range: Range<Int>, in workspace: inout Workspace
  ) -> [[Double]] {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    let source = PaddedSentences(pairs.sources, range, in: &workspace)
    let fed = PaddedSentences(
      pairs.targets, range, startingWith: startOfSentence, in: &workspace)
    let targets = PaddedSentences(pairs.targets, range, in: &workspace)
    let read = model.encoder.forward(source, weights, packed.encoder, in: &workspace)
    let written = model.decoder.forward(
      fed, after: read.stack, of: model.encoder.stack, chance: nil, weights, packed.decoder,
      in: &workspace)
    let words = RealRows(targets, unit: 1, in: &workspace)
    var results = range.map { _ in [Double]() }
    for (row, logarithm) in zip(words.rows, logProbabilities(written.y, words, in: &workspace)) {
      results[Int(row) % range.count].append(logarithm)
    }
    return results
  }

  /// Logits of so many words take as much memory as a step of a large batch.
  private static var rowsAtOnce: Int { 256 }

  private func logProbabilities(
    _ y: Matrix, _ words: RealRows, in workspace: inout Workspace
  ) -> [Double] {
    let projection = model.prediction.projection
    let results = workspace.buffer(words.count, of: Double.self)
    for first in stride(from: 0, to: words.count, by: Self.rowsAtOnce) {
      let mark = workspace.mark
      let rows = words.rows[first..<min(first + Self.rowsAtOnce, words.count)]
      let x = workspace.matrix(rows: rows.count, columns: y.columns)
      for (place, row) in rows.enumerated() {
        x.row(place).update(from: y.row(Int(row)), count: y.columns)
      }
      let logits = workspace.matrix(rows: rows.count, columns: projection.outputs)
      projection.forward(x, into: logits, weights, packed.output, in: &workspace)
      Softmax.logProbabilities(
        of: words.targets.baseAddress! + first, logits: logits.elements, stride: logits.stride,
        rows: rows.count, columns: logits.columns, into: results.baseAddress! + first)
      workspace.release(to: mark)
    }
    return Array(results)
  }
}
