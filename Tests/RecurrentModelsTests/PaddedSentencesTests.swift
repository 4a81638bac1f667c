import Kernels
import Testing
import TextProcessing

@testable import RecurrentModels

@Suite struct PaddedSentencesTests {
  /// Two sentences of words and `</s>`, of which a decoder is fed the first ids after `<s>`.
  @Test func `drops words, and neither what begins a sentence nor what ends it`() {
    let workspace = Workspace(byteCount: 1 << 16)
    let sentences = IDSequences([[7, 8, 3], [9, 3]])
    let all = Dropout(probability: 1, tensor: 0)
    let chance = DropoutContext(seed: 1, update: 1, batch: 2, firstSentence: 0)
    let read = PaddedSentences(sentences, 0..<2, in: workspace)
    read.drop(all, chance)
    #expect(Array(read.ids) == [1, 1, 1, 3, 3, -1])
    let fed = PaddedSentences(
      sentences, 0..<2, startingWith: Int32(SpecialToken.start.rawValue), in: workspace)
    fed.drop(all, chance)
    #expect(Array(fed.ids) == [2, 2, 1, 1, 1, -1])
  }

  @Test func `drops nothing outside of training`() {
    let workspace = Workspace(byteCount: 1 << 16)
    let words = PaddedSentences(IDSequences([[7, 8, 3]]), 0..<1, in: workspace)
    words.drop(Dropout(probability: 1, tensor: 0), nil)
    #expect(Array(words.ids) == [7, 8, 3])
  }
}
