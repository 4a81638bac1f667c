import Files
import TestSupport
import Testing

@testable import TextProcessing

@Suite struct TextEncodingTests {
  private func ids(of line: String, _ encoding: TextEncoding) throws -> [Int32] {
    var encoder = try encoding.makeEncoder()
    var ids: [Int32] = []
    try encoder.append(utf8(line).span, to: &ids)
    return ids
  }

  @Test func `a sentence is its tokens' ids and the end`() throws {
    let encoding = try TextEncoding.learned(from: ["b a b", "b"], TokenizerOptions(kind: .space))
    #expect(try ids(of: "a b", encoding) == [5, 4, 3])
    #expect(try ids(of: "a  x <s> ", encoding) == [5, 1, 1, 3])
    #expect(try ids(of: "", encoding) == [3])
  }

  @Test func `a model's tokens give back the text, where the kind can`() {
    let styles = TokenizerKind.allCases.map(\.styleInModels)
    #expect(styles == [.joiners, .pieces, .characters, .pieces])
  }

  // MARK: There and back

  static let lossless: [(kind: TokenizerKind, merges: Int?, dropout: Double)] = [
    (.icu, nil, 0), (.icu, 200, 0), (.icu, 200, 0.3), (.char, nil, 0), (.char, 200, 0),
  ]

  @Test(arguments: lossless)
  func `gives back any line that it covers`(
    _ kind: TokenizerKind, _ merges: Int?, _ dropout: Double
  ) throws {
    var random = RandomText(seed: 20_250_604)
    let lines = (0..<1_000).map { _ in random.line() }
    let encoding = try TextEncoding.learned(
      from: lines, TokenizerOptions(kind: kind), merges: merges, dropout: dropout)
    try expectRoundTrip(lines, encoding, dropout: dropout)
  }

  @Test(arguments: [nil, 200])
  func `gives back tokens with one space between`(merges: Int?) throws {
    var random = RandomText(seed: 20_250_605)
    let lines = (0..<1_000).map { _ in
      random.line(longest: 40).unicodeScalars.split(separator: " ").map { String($0) }
        .joined(separator: " ")
    }.filter { merges == nil || !$0.unicodeScalars.contains("@") }
    let encoding = try TextEncoding.learned(
      from: lines, TokenizerOptions(kind: .space), merges: merges)
    try expectRoundTrip(lines, encoding)
  }

  private func expectRoundTrip(
    _ lines: [String], _ encoding: TextEncoding, dropout: Double = 0,
    location: SourceLocation = #_sourceLocation
  ) throws {
    var encoder = try encoding.makeEncoder(dropout: dropout)
    let decoder = encoding.makeDecoder()
    for (index, line) in lines.enumerated() {
      var ids: [Int32] = []
      try encoder.append(utf8(line).span, number: index + 1, to: &ids)
      if ids.contains(1) { Issue.record("line \(index + 1) has <unk>: \(line)") }
      let text = utf8(decoder.text(of: ids))
      if text != utf8(line) {
        Issue.record("lost line \(index + 1): \(utf8(line)) \(text)", sourceLocation: location)
      }
    }
  }

  @Test func `dropout follows from the seed and the line`() throws {
    let lines = Array(repeating: "lower lowest newer newest", count: 50)
    let encoding = try TextEncoding.learned(
      from: lines, TokenizerOptions(kind: .space), merges: 50, dropout: 0.5)
    func ids(seed: UInt64, number: Int) throws -> [Int32] {
      var encoder = try encoding.makeEncoder(dropout: 0.5, seed: seed)
      var ids: [Int32] = []
      try encoder.append(utf8(lines[0]).span, number: number, to: &ids)
      return ids
    }
    let first = try (1...50).map { try ids(seed: 1, number: $0) }
    #expect(try (1...50).map { try ids(seed: 1, number: $0) } == first)
    #expect(Set(first).count > 10)
    #expect(try (1...50).map { try ids(seed: 2, number: $0) } != first)
  }
}

@Suite struct SentenceDecoderTests {
  /// An encoding whose vocabulary is just these tokens, the first being id 4.
  private func encoding(
    _ kind: TokenizerKind, _ tokens: [String], merges: String? = nil
  ) throws -> TextEncoding {
    let specials = SpecialToken.allCases.map(\.spelling)
    let text = (specials + tokens).map { $0 + "\n" }.joined()
    let merges = try merges.map { try BytePairMerges(bytes: utf8($0), path: "merges") }
    return TextEncoding(
      try Segmentation(TokenizerOptions(kind: kind), merges: merges),
      vocabulary: try Vocabulary(fileText: utf8(text), path: "vocabulary"))
  }

  static let cases: [(kind: TokenizerKind, tokens: [String], text: String)] = [
    (.icu, ["Hello", "￭,", "world", "￭!"], "Hello, world!"),
    (.icu, ["￭a"], "a"),
    (.icu, ["a￭"], "a"),
    (.icu, ["￭", "a", "￭", "b", "￭"], " a b"),
    (.icu, ["￭￭￭", "b"], "￭b"),
    (.icu, ["％0020￭", "a", "￭％0009"], " a\t"),
    (.icu, ["％00", "％", "％XXXX", "％D800", "％000A"], "％00 ％ ％XXXX ％D800 ％000A"),
    (.icu, ["\\n", "a"], "  a"),
    (.char, ["a", "％0020", "b", "％"], "a b％"),
    (.char, ["￭", "￭"], "￭￭"),
    (.space, ["lo@@", "w", "e@@"], "lo@@ w e@@"),
    (.keras, ["a", "b"], "a b"),
    (.keras, [], ""),
  ]

  @Test(arguments: cases)
  func `makes text of tokens`(_ kind: TokenizerKind, _ tokens: [String], _ text: String) throws {
    let encoding = try encoding(kind, Array(Set(tokens)))
    let ids = tokens.compactMap { token in
      encoding.vocabulary.id(of: utf8(token.replacing("\\n", with: "\n")).span).map { Int32($0) }
    }
    #expect(utf8(encoding.makeDecoder().text(of: ids)) == utf8(text))
  }

  @Test func `pieces with @@ are joined where merges made them`() throws {
    let merges = "#version: 0.2\nl o\n"
    let decoder = try encoding(.space, ["lo@@", "w", "e@@"], merges: merges).makeDecoder()
    #expect(decoder.text(of: [4, 5, 6]) == "low e")
    #expect(decoder.text(of: [4, 4, 5, 4]) == "lolow lo")
  }

  @Test func `special tokens are nothing but <unk>, and </s> is the end`() throws {
    let decoder = try encoding(.icu, ["a", "￭b"]).makeDecoder()
    #expect(decoder.text(of: [2, 0, 4, 1, 5, 0, 3, 4]) == "a <unk>b")
    #expect(decoder.text(of: [3]) == "")
    #expect(decoder.text(of: []) == "")
  }

  @Test func `what is unknown may be told`() throws {
    let decoder = try encoding(.icu, ["a"]).makeDecoder()
    var text: [UInt8] = []
    decoder.append([4, 1, 1], to: &text) { $0 == 1 ? utf8("x￭ y％0020") : nil }
    #expect(text == utf8("a x￭ y％0020 <unk>"))
  }

  /// Whatever a model says is one line of sound text.
  @Test(arguments: TokenizerKind.allCases) func `makes one line of any ids`(kind: TokenizerKind)
    throws
  {
    let parts = ["￭", "％", "@@", "0020", "000A", "a", "\\n", "\\s", "\\r", "é", "\u{301}", "％FFED"]
    let tokens = parts.flatMap { first in parts.map { first + $0 } }
    let encoding = try encoding(kind, Array(Set(tokens)).sorted(), merges: "#version: 0.2\n")
    let decoder = encoding.makeDecoder()
    var generator = SplitMix64(seed: 3)
    for _ in 0..<5_000 {
      let ids = (0..<generator.next(below: 9)).map { _ in
        Int32(generator.next(below: UInt64(encoding.vocabulary.count)))
      }
      var text: [UInt8] = []
      decoder.append(ids, to: &text)
      #expect(!text.contains(0x0A) && firstInvalidByte(text.span) == nil, "\(ids)")
    }
  }
}
