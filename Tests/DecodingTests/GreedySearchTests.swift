import Kernels
import RecurrentModels
import Testing
import TextProcessing

@testable import Decoding

@Suite struct GreedySearchTests {
  private let sample: SampleModel

  init() throws { sample = try SampleModel() }

  private func hypotheses(
    _ lines: [String], _ change: (inout GreedySearch) -> Void = { _ in }
  ) throws -> [Hypothesis] {
    var search = GreedySearch()
    change(&search)
    let sources = try sample.sources(lines)
    return search.translate(
      sources, 0..<sources.count, by: sample.model, in: sample.model.makeWorkspace())
  }

  private let lines = SampleModel.lines.filter { !$0.allSatisfy { $0 == " " } }

  @Test func `a sentence's translation does not depend on those beside it`() throws {
    let many = (0..<40).map { lines[$0 % lines.count] }
    let together = try hypotheses(many) { $0.wantsAlignment = true }
    for (line, hypothesis) in zip(many, together) {
      #expect(try hypotheses([line]) { $0.wantsAlignment = true } == [hypothesis], "\(line)")
    }
  }

  @Test func `no translation is longer than its source allows`() throws {
    let sources = try sample.sources(lines)
    for (index, hypothesis) in try hypotheses(lines).enumerated() {
      let longest = DecodingLimits().longest(forSource: sources.length(of: index))
      #expect(hypothesis.tokens.count <= longest)
      #expect(hypothesis.isComplete || hypothesis.tokens.count == longest)
    }
  }

  @Test func `no translation ends before the shortest length`() throws {
    for hypothesis in try hypotheses(lines, { $0.limits.shortest = 17 }) {
      #expect(hypothesis.tokens.count >= 17)
    }
  }

  @Test func `neither padding nor a start of sentence is ever output`() throws {
    let never = [SpecialToken.padding, .start].map { Int32($0.rawValue) }
    for seed in 1...5 {
      let other = try SampleModel(seed: UInt64(seed))
      let sources = try other.sources(lines)
      for hypothesis in GreedySearch().translate(
        sources, 0..<sources.count, by: other.model, in: other.model.makeWorkspace())
      {
        #expect(hypothesis.tokens.allSatisfy { !never.contains($0) })
      }
    }
  }

  @Test func `an alignment has a position of the source for each token`() throws {
    let sources = try sample.sources(lines)
    for (index, hypothesis) in try hypotheses(lines, { $0.wantsAlignment = true }).enumerated() {
      #expect(hypothesis.alignment.count == hypothesis.tokens.count)
      #expect(hypothesis.alignment.allSatisfy { (0..<sources.length(of: index)).contains(Int($0)) })
    }
    #expect(try hypotheses(lines).allSatisfy { $0.alignment.isEmpty })
  }

  /// A greedy translation is as probable as the same translation that is read with teacher forcing.
  @Test func `the log probability is that of teacher forcing`() throws {
    let sources = try sample.sources(lines)
    let found = try hypotheses(lines)
    let targets = IDSequences(found.map { $0.tokens + [Int32(SpecialToken.end.rawValue)] })
    let read = sample.model.logProbabilities(
      of: SentencePairs(sources: sources, targets: targets), 0..<sources.count,
      in: sample.model.makeWorkspace())
    for (hypothesis, logarithms) in zip(found, read) {
      let sum = (hypothesis.isComplete ? logarithms : logarithms.dropLast()).reduce(0, +)
      #expect(abs(hypothesis.logProbability - sum) < 1e-5 * abs(sum))
    }
  }

  @Test func `of equal logits the lowest id that is allowed is taken`() {
    let workspace = Workspace(byteCount: 1 << 12)
    let logits = workspace.matrix(rows: 1, columns: 8)
    logits.fill(with: 1)
    var limits = DecodingLimits()
    limits.shortest = 3
    LogitConstraints(limits: limits).apply(to: logits, row: 0, length: 2)
    #expect(logits.argmax(row: 0) == SpecialToken.unknown.rawValue)
    logits[0, SpecialToken.unknown.rawValue] = 0
    #expect(logits.argmax(row: 0) == SpecialToken.end.rawValue + 1)
    logits.fill(with: 1)
    LogitConstraints(limits: limits).apply(to: logits, row: 0, length: 3)
    #expect(logits[0, SpecialToken.end.rawValue] == 1)
  }
}
