import TestSupport
import Testing

@testable import TextProcessing

extension TokenCounts {
  /// Of what stands between spaces.
  init(_ lines: String...) {
    self.init()
    for line in lines { add(line: line) }
  }

  mutating func add(line: String) {
    for token in line.utf8.split(separator: UInt8(ascii: " ")) { add(Array(token).span) }
  }
}

extension Vocabulary {
  /// The tokens after the special ones.
  var words: [[UInt8]] { (SpecialToken.allCases.count..<count).map { Array(self[$0]) } }
}

/// Vocabularies that torchtext and joeynmt built.
@Suite struct VocabularyFixtureTests {
  struct VocabularyFixture: Decodable { var cases: [VocabularyCase] }

  struct VocabularyCase: Decodable, CustomTestStringConvertible {
    struct Arguments: Decodable {
      var maxTokens: Int?
      var maxSize: Int?
      var minFreq: Int?
      var specials: [String]?
    }

    var impl: String
    var corpus: String
    var lines: [String]
    var args: Arguments
    var tokens: [String]

    var testDescription: String { "\(impl), corpus “\(corpus)”, \(args)" }
    var specials: [String] { args.specials ?? [] }
    var maxSize: Int? {
      (args.maxTokens ?? args.maxSize).map { $0 - specials.count + SpecialToken.allCases.count }
    }
  }

  static var cases: [VocabularyCase] {
    get throws {
      try Fixture.decoded(VocabularyFixture.self, from: "vocab_cases.json").cases
    }
  }

  @Test(arguments: try cases) func `orders tokens as they do`(_ expected: VocabularyCase) throws {
    var counts = TokenCounts()
    for line in expected.lines { counts.add(line: line) }
    let vocabulary = try Vocabulary(
      counts: counts, maxSize: expected.maxSize, minFrequency: expected.args.minFreq ?? 1)
    #expect(vocabulary.words == expected.tokens.dropFirst(expected.specials.count).map(utf8))
  }
}

@Suite struct VocabularyTests {
  @Test func `special tokens come first, with no count`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("b a b"))
    let tokens = (0..<vocabulary.count).map { Array(vocabulary[$0]) }
    #expect(tokens == ["<pad>", "<unk>", "<s>", "</s>", "b", "a"].map(utf8))
    #expect((0..<vocabulary.count).map(vocabulary.count(of:)) == [0, 0, 0, 0, 2, 1])
    #expect(SpecialToken.allCases.map(\.rawValue) == [0, 1, 2, 3])
  }

  @Test func `a size counts the special tokens`() throws {
    let counts = TokenCounts("c c c b b a")
    #expect(try Vocabulary(counts: counts, maxSize: 6).words == [utf8("c"), utf8("b")])
    #expect(try Vocabulary(counts: counts, maxSize: 4).words == [])
    #expect(throws: VocabularyError.sizeTooSmall(3, least: 4)) {
      try Vocabulary(counts: counts, maxSize: 3)
    }
  }

  @Test func `a word spelled as a special token has no id of its own`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("<s> a <s> </s> <s> <unk>"), maxSize: 5)
    #expect(vocabulary.words == [utf8("a")])
    #expect(vocabulary.count(of: SpecialToken.start.rawValue) == 0)
    #expect(
      vocabulary.specialSpellings == [
        TokenCount(token: utf8("<unk>"), count: 1), TokenCount(token: utf8("<s>"), count: 3),
        TokenCount(token: utf8("</s>"), count: 1),
      ])
  }

  @Test(arguments: SpecialToken.allCases)
  func `in a text a special token's spelling is an unknown word`(_ special: SpecialToken) throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("a"))
    let token = utf8(special.spelling)
    #expect(vocabulary.id(of: token.span) == special.rawValue)
    #expect(vocabulary.textID(of: token.span) == SpecialToken.unknown.rawValue)
  }

  @Test func `words are found by their bytes`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("\u{E9} \u{E9} e\u{301}"))
    #expect(vocabulary.id(of: utf8("\u{E9}").span) == 4)
    #expect(vocabulary.textID(of: utf8("e\u{301}").span) == 5)
    #expect(vocabulary.id(of: utf8("e").span) == nil)
    #expect(vocabulary.textID(of: utf8("e").span) == 1)
  }
}

@Suite struct TokenCountsTests {
  @Test func `merging adds up, in either order`() {
    let (first, second) = (TokenCounts("a b", "a"), TokenCounts("c b b"))
    var (one, other) = (first, second)
    one.merge(second)
    other.merge(first)
    #expect(one.ranked == other.ranked)
    #expect(one.ranked.map(\.count) == [3, 2, 1])
    #expect(one.tokens == 6)
    #expect(one.types == 3)
    #expect(one.count(of: utf8("b").span) == 3)
    #expect(one.count(of: utf8("z").span) == 0)
  }
}
