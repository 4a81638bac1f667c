import Kernels
import RecurrentModels
import TextProcessing

/// A translation as token ids.
package struct Hypothesis: Equatable, Sendable {
  /// Without `</s>`.
  package var tokens: [Int32] = []
  /// The natural logarithm of the probability of all tokens, and of `</s>` where it was reached.
  package var logProbability = 0.0
  /// False where it was cut at the longest length.
  package var isComplete = false
  /// For each token the position of the source with the most attention; empty unless asked for.
  package var alignment: [Int32] = []
}

/// Greedy search: outputs the most probable token, then the most probable after that, up to `</s>`.
///
/// Of equally probable tokens it takes the one with the lowest id. Sentences that have ended
/// leave the batch, and a sentence's translation does not depend on the others.
package struct GreedySearch: Sendable {
  package var limits = DecodingLimits()
  package var wantsAlignment = false

  package init() {}

  /// Translations of the sources in `range`, in their order.
  package func translate(
    _ sources: IDSequences, _ range: Range<Int>, by model: InferenceModel, in workspace: Workspace
  ) -> [Hypothesis] {
    let mark = workspace.mark
    defer { workspace.release(to: mark) }
    var batch = Batch(longest: range.map { limits.longest(forSource: sources.length(of: $0)) })
    var state = model.encode(sources, range, in: workspace)
    while true {
      let step = workspace.mark
      let output = batch.tokens.withUnsafeBufferPointer { model.step($0, state, in: workspace) }
      append(output, to: &batch, state)
      workspace.release(to: step)
      if batch.live == 0 { return batch.hypotheses }
      if Self.blocks(batch.live) < Self.blocks(state.rows) {
        batch.keepLiveRows().withUnsafeBufferPointer { state.reorder(rows: $0, in: workspace) }
      }
    }
  }

  /// Rows go on together until a block of a matrix multiplication is saved.
  private static func blocks(_ rows: Int) -> Int {
    (rows + MultiplicationCache.blockHeight - 1) / MultiplicationCache.blockHeight
  }

  /// The next token of every hypothesis that has not ended.
  private func append(
    _ output: InferenceModel.Output, to batch: inout Batch, _ state: DecoderState
  ) {
    let constraints = LogitConstraints(limits: limits)
    let logits = output.logits
    for row in 0..<state.rows where batch.isLive[row] {
      let sentence = Int(state.sentences[row])
      let length = batch.hypotheses[sentence].tokens.count
      var logSumExp = 0.0  // over all tokens, so that the probability is that of teacher forcing
      Softmax.logSumExp(of: logits.rows(row..<row + 1), into: &logSumExp)
      constraints.apply(to: logits, row: row, length: length)
      let token = logits.argmax(row: row)
      batch.hypotheses[sentence].logProbability += Double(logits[row, token]) - logSumExp
      if token == SpecialToken.end.rawValue {
        batch.hypotheses[sentence].isComplete = true
        batch.end(row)
        continue
      }
      batch.tokens[row] = Int32(token)
      batch.hypotheses[sentence].tokens.append(Int32(token))
      if wantsAlignment, let attention = output.attention {
        batch.hypotheses[sentence].alignment.append(Int32(attention.argmax(row: row)))
      }
      if length + 1 == batch.longest[sentence] { batch.end(row) }
    }
  }
}

/// Unfinished hypotheses and the rows of the decoder's state that they are in. A row that has ended
/// stays until `keepLiveRows`.
private struct Batch {
  var hypotheses: [Hypothesis]  // of each sentence
  let longest: [Int]  // of each sentence
  var isLive: [Bool]  // of each row
  var tokens: [Int32]  // the last of each row
  var live: Int

  init(longest: [Int]) {
    self.longest = longest
    hypotheses = longest.map { _ in Hypothesis() }
    isLive = longest.map { _ in true }
    tokens = longest.map { _ in Int32(SpecialToken.start.rawValue) }
    live = longest.count
  }

  mutating func end(_ row: Int) {
    isLive[row] = false
    live -= 1
  }

  /// Removes the rows that have ended and returns the indices of those that are left.
  mutating func keepLiveRows() -> [Int32] {
    let rows = isLive.indices.filter { isLive[$0] }
    tokens = rows.map { tokens[$0] }
    isLive = rows.map { _ in true }
    return rows.map(Int32.init)
  }
}
