import TestSupport
import Testing
import TextProcessing

/// What takes a `String` gives what the same bytes give.
@Suite struct TextFaceTests {
  private static let composed = "caf\u{E9}"
  private static let decomposed = "cafe\u{301}"

  @Test func `normalizes and lowercases`() throws {
    #expect(
      utf8(try Normalizer(form: .nfc).normalized(Self.decomposed)) == utf8(Self.composed))
    #expect(try Normalizer(form: .nfkc, lowercase: true).normalized("Of\u{FB01}ce") == "office")
    #expect(try Normalizer(form: .none).normalized("As It Is") == "As It Is")
    #expect(try CaseMapper(locale: "tr").lowercased("DIŞ") == "dış")
    #expect(try CaseMapper().lowercased("") == "")
  }

  @Test func `tokenizes and restores the text`() throws {
    let tokenizer = try Tokenizer(TokenizerOptions(locale: "fr"))
    var writer = try tokenizer.makeWriter(style: .joiners)
    let line = "L'homme  part."
    let tokens = try writer.tokens(of: line)
    #expect(tokens == "L'￭ homme ％0020￭ part ￭.")
    #expect(try Detokenizer(.joiners).text(of: tokens) == line)
    #expect(try tokenizer.tokens(of: line).map(\.text) == ["L'", "homme", "part", "."])
    let breaker = try BreakingRules(.unicodeWords(locale: "en")).makeBreaker()
    #expect(breaker.segments(of: "Hi there").map(\.end) == [2, 3, 8])
  }

  @Test func `tells where an escape is unknown`() {
    do {
      _ = try Detokenizer(.joiners).text(of: "a ％00")
      Issue.record("the escape lacks two digits")
    } catch {
      #expect(error.byte == 2)
    }
  }

  @Test func `splits words into pieces`() throws {
    var counts = TokenCounts()
    counts.add("low", count: 3)
    var encoder = try BytePairEncoder(BytePairMerges(learnedFrom: counts, limit: 2))
    #expect(encoder.pieces(of: "élow") == ["é", "low"])
    #expect(encoder.pieces(of: "") == [])
  }

  @Test func `counts and looks up tokens by their bytes`() throws {
    var counts = TokenCounts()
    counts.add(Self.composed, count: 2)
    counts.add(Self.decomposed)
    #expect(counts.types == 2)
    #expect(counts.count(of: Self.composed) == 2 && counts.count(of: Self.decomposed) == 1)
    let vocabulary = try Vocabulary(counts: counts)
    #expect(vocabulary.id(of: Self.composed) == 4 && vocabulary.id(of: Self.decomposed) == 5)
    #expect(vocabulary.id(of: "tea") == nil && vocabulary.id(of: "</s>") == 3)
    #expect(vocabulary.textID(of: "tea") == 1 && vocabulary.textID(of: "</s>") == 1)
    #expect(utf8(vocabulary.spelling(of: 5)) == utf8(Self.decomposed))
  }

  @Test func `encodes and decodes sentences`() throws {
    let encoding = try TextEncoding.learned(from: ["No way!"], TokenizerOptions())
    var encoder = try encoding.makeEncoder()
    let ids = try encoder.ids(of: "No way!")
    #expect(ids.count == 4 && ids.last == 3)
    #expect(encoding.makeDecoder().text(of: ids) == "No way!")
    #expect(try encoder.tokens(of: "No way!").map(\.range) == [0..<2, 3..<6, 6..<7])
  }
}
