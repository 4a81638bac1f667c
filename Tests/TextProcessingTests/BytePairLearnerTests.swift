import Foundation
import Testing
import TextProcessing

@Suite struct BytePairLearnerTests {
  @Test(arguments: try LearningCase.all())
  func `The merges are subword-nmt's`(_ example: LearningCase) {
    let merges = BytePairMerges(
      learnedFrom: example.counts, limit: example.limit, minFrequency: example.minFrequency)
    let file = (["#version: 0.2"] + example.merges).map { $0 + "\n" }.joined()
    #expect(merges.bytes == Array(file.utf8))
    #expect(merges.count == example.merges.count)
  }

  @Test(arguments: try LearningCase.all())
  func `The order of the words makes no difference`(_ example: LearningCase) {
    var reversed = example
    reversed.words.reverse()
    let merges = [example, reversed].map {
      BytePairMerges(learnedFrom: $0.counts, limit: 50, minFrequency: 1)
    }
    #expect(merges[0] == merges[1])
  }

  @Test
  func `No words give no merges`() {
    #expect(BytePairMerges(learnedFrom: TokenCounts(), limit: 10).count == 0)
  }

  @Test
  func `No more merges are learned than asked for, and fewer give the beginning of more`() {
    var counts = TokenCounts()
    for word in ["banana", "bandana", "ananas", "banana"] { counts.add(Array(word.utf8).span) }
    let five = BytePairMerges(learnedFrom: counts, limit: 5, minFrequency: 1)
    let two = BytePairMerges(learnedFrom: counts, limit: 2, minFrequency: 1)
    #expect(five.count == 5 && two.count == 2)
    #expect(five.bytes.starts(with: two.bytes))
  }
}
