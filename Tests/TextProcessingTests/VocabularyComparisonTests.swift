import TestSupport
import Testing

@testable import TextProcessing

@Suite struct VocabularyCoverageTests {
  @Test func `tells what is known, and names the most frequent of what is not`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("a b"))
    let coverage = VocabularyCoverage(
      of: TokenCounts("a a b z y z x <s> <s> <s>"), by: vocabulary, unknownTokens: 3)
    #expect(coverage.tokens == VocabularyCoverage.Tally(known: 3, unknown: 7))
    #expect(coverage.types == VocabularyCoverage.Tally(known: 2, unknown: 4))
    #expect(
      coverage.unknownTokens == [
        TokenCount(token: utf8("<s>"), count: 3), TokenCount(token: utf8("z"), count: 2),
        TokenCount(token: utf8("x"), count: 1),
      ])
    #expect(coverage.tokens.rate == 0.3)
  }

  @Test func `of an empty text there is no rate`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("a"))
    #expect(VocabularyCoverage(of: TokenCounts(), by: vocabulary).tokens.rate == nil)
  }
}

@Suite struct VocabularyDifferenceTests {
  @Test func `tells what moved, what was lost and what was gained`() throws {
    let old = try Vocabulary(counts: TokenCounts("a a a b b c"))
    let new = try Vocabulary(counts: TokenCounts("a a a c c d"))
    let difference = VocabularyDifference(from: old, to: new)
    #expect(difference.moved == [.init(token: utf8("c"), from: 6, to: 5)])
    #expect(difference.lost == [.init(token: utf8("b"), id: 5)])
    #expect(difference.gained == [.init(token: utf8("d"), id: 6)])
    #expect(!difference.isEmpty)
  }

  @Test func `counts make no difference`() throws {
    let old = try Vocabulary(counts: TokenCounts("a a b"))
    let new = try Vocabulary(counts: TokenCounts("a a a b"))
    #expect(VocabularyDifference(from: old, to: new).isEmpty)
  }
}
