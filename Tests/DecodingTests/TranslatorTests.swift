import Files
import RecurrentModels
import TestSupport
import Testing
import TextProcessing

@testable import Decoding

@Suite struct TranslatorTests {
  @Test(arguments: [1, 2, 7], [1, 2])
  func `lines come back in their order, the same for any batch and number of threads`(
    _ miniBatch: Int, _ threads: Int
  ) throws {
    let wanted = try SampleModel().translations(SampleModel.lines)
    let lines = (0..<5).flatMap { _ in SampleModel.lines }
    let found = try SampleModel(threads: threads).translations(lines) { $0.miniBatch = miniBatch }
    #expect(found == (0..<5).flatMap { _ in wanted })
  }

  @Test func `empty and blank lines are empty, without a probability`() throws {
    let found = try SampleModel().translations(["", " \t ", "a"])
    for blank in found.prefix(2) { #expect(blank == Translation(status: .empty)) }
    #expect(found[2].status != .empty && found[2].logProbability != nil)
  }

  @Test func `a source beyond the limit is cropped, and its status says so`() throws {
    let sample = try SampleModel()
    let long = "she moved to France"
    let cropped = try sample.translations([long]) { $0.longestSource = 2 }[0]
    let short = try sample.translations(["she moved"])[0]
    #expect(cropped.status == .cropped && cropped.text == short.text)
  }

  @Test func `a line that was repaired says so`() throws {
    let sample = try SampleModel()
    let translator = Translator(
      sample.model, source: sample.encoding, target: sample.encoding, Translator.Options(),
      on: sample.pool)
    let found = try translator.translate([SourceLine(Array("the sea".utf8), isRepaired: true)])
    #expect(found[0].status == .repaired)
  }
}

@Suite struct LengthBatchesTests {
  @Test(arguments: [1, 3, 64])
  func `every sentence is in one batch, the longest first`(_ size: Int) {
    var random = SplitMix64(seed: 4)
    let lengths = (0..<200).map { _ in Int(random.next(below: 65)) }
    let batches = lengthBatches(of: lengths, size: size)
    #expect(batches.flatMap { $0 }.sorted() == Array(lengths.indices))
    #expect(batches.allSatisfy { !$0.isEmpty && $0.count <= size })
    let longest = batches.map { $0.map { lengths[$0] }.max()! }
    #expect(longest[0] == lengths.max() && longest.last! <= longest[0])
  }

  @Test func `a batch of long sentences has fewer, so that memory stays flat`() {
    let batches = lengthBatches(of: Array(repeating: 640, count: 100), size: 64)
    #expect(batches.allSatisfy { $0.count <= 6 })
  }
}

@Suite struct PairScorerTests {
  private let sample: SampleModel
  private let scorer: PairScorer

  init() throws {
    sample = try SampleModel(threads: 2)
    scorer = PairScorer(
      sample.model, source: sample.encoding, target: sample.encoding, miniBatch: 4, on: sample.pool)
  }

  @Test func `a pair's scores do not depend on the pairs beside it`() throws {
    let lines = SampleModel.lines
    let pairs = SentencePairs(
      sources: try sample.sources(lines), targets: try sample.sources(lines.reversed()))
    let together = scorer.scores(of: pairs)
    for index in lines.indices {
      let alone = SentencePairs(
        sources: pairs.sources.selecting([index]), targets: pairs.targets.selecting([index]))
      #expect(scorer.scores(of: alone) == [together[index]])
      #expect(together[index].logProbabilities.count == pairs.targets.length(of: index))
    }
  }

  @Test func `a pair that is too long is refused with its side and line`() {
    let long = IDSequences([[4, 3], Array(repeating: 4, count: PairScorer.longest + 2)])
    let short = IDSequences([[4, 3], [4, 3]])
    #expect(
      throws: PairLengthError(
        side: .target, line: 2, tokens: PairScorer.longest + 1, limit: PairScorer.longest)
    ) {
      try PairScorer.checkLengths(of: SentencePairs(sources: short, targets: long))
    }
  }
}
