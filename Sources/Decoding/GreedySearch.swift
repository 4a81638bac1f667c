import Kernels
import RecurrentModels
import TextProcessing

/// Writes the likeliest word, then the likeliest after that, and so on to `</s>`.
///
/// Of words that are equally likely the one with the lowest id is taken. Sentences that have ended
/// leave the batch, and what is said of a sentence does not depend on the others.
package struct GreedySearch: Sendable {
  package var limits = DecodingLimits()
  package var wantsAlignment = false

  /// Rows go on together until so many have ended: products take blocks of as many.
  private static let blockHeight = 16

  package init() {}

  /// Translations of the sources in `range`, in their order.
  package func translate(
    _ sources: IDSequences, _ range: Range<Int>, by model: RunningModel,
    in workspace: inout Workspace
  ) -> [Hypothesis] {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    var batch = Batch(range.map { limits.longest(forSource: sources.length(of: $0)) })
    var writing = model.read(sources, range, in: &workspace)
    while true {
      let step = workspace.mark
      let said = batch.words.withUnsafeBufferPointer {
        model.step($0, writing, in: &workspace)
      }
      take(said, into: &batch)
      workspace.release(to: step)
      if batch.live == 0 { return batch.hypotheses }
      if Self.blocks(batch.live) < Self.blocks(writing.rows) {
        let rows = batch.keepLive()
        writing = rows.withUnsafeBufferPointer {
          model.select($0, of: writing, in: &workspace)
        }
      }
    }
  }

  private static func blocks(_ rows: Int) -> Int { (rows + blockHeight - 1) / blockHeight }

  /// The next word of every translation that has not ended.
  private func take(_ said: RunningModel.Step, into batch: inout Batch) {
    for row in batch.sentences.indices where batch.isLive[row] {
      let sentence = batch.sentences[row]
      let logits = said.logits.row(row)
      let length = batch.hypotheses[sentence].words.count
      var sum = 0.0  // over all words, so that what is said is as probable as when it is read
      Softmax.logSumExp(
        logits, stride: said.logits.stride, rows: 1, columns: said.logits.columns, into: &sum)
      // What stands for nothing is never said, nor an end before its time.
      for never in [SpecialToken.padding, .start] { logits[never.rawValue] = -.infinity }
      if length < limits.shortest { logits[SpecialToken.end.rawValue] = -.infinity }
      let word = LargestElements.first(logits, count: said.logits.columns)
      batch.hypotheses[sentence].logProbability += Double(logits[word]) - sum
      if word == SpecialToken.end.rawValue {
        batch.hypotheses[sentence].isComplete = true
        batch.end(row)
        continue
      }
      batch.words[row] = Int32(word)
      batch.hypotheses[sentence].words.append(Int32(word))
      if wantsAlignment, let attention = said.attention {
        let position = LargestElements.first(attention.row(row), count: attention.columns)
        batch.hypotheses[sentence].alignment.append(Int32(position))
      }
      if length + 1 == batch.longest[sentence] { batch.end(row) }
    }
  }
}

/// Translations under way: a row of the model's for each, until those that have ended are taken out.
private struct Batch {
  var hypotheses: [Hypothesis]
  let longest: [Int]  // of each sentence
  var sentences: [Int]  // of each row
  var isLive: [Bool]  // of each row
  var words: [Int32]  // the last of each row
  var live: Int

  init(_ longest: [Int]) {
    self.longest = longest
    hypotheses = longest.map { _ in
      Hypothesis(words: [], logProbability: 0, isComplete: false)
    }
    sentences = Array(longest.indices)
    isLive = longest.map { _ in true }
    words = longest.map { _ in Int32(SpecialToken.start.rawValue) }
    live = longest.count
  }

  mutating func end(_ row: Int) {
    isLive[row] = false
    live -= 1
  }

  /// Takes out what has ended, and tells which rows are left.
  mutating func keepLive() -> [Int32] {
    let rows = isLive.indices.filter { isLive[$0] }
    sentences = rows.map { sentences[$0] }
    words = rows.map { words[$0] }
    isLive = rows.map { _ in true }
    return rows.map(Int32.init)
  }
}
