import Files
import TestSupport
import Testing
import TextProcessing

/// Whatever goes in comes out, byte for byte.
struct RoundTripTests {
  private typealias Way = (style: TokenStyle, subwords: Subwords?)

  /// Every way of writing that promises to lose nothing.
  private let ways: [Way]

  init() throws {
    var counts = TokenCounts()
    for word in [
      "lower", "lowest", "newer", "é\u{301}é\u{301}", "％￭％￭", "<</w></w>", "'-'-.", "aaLL",
    ] {
      counts.add(Array(word.utf8).span, count: 5)
    }
    let encoder = try BytePairEncoder(BytePairMerges(learnedFrom: counts, limit: 100))
    ways = [
      (.joiners, nil), (.characters, nil), (.joiners, Subwords(encoder)),
      (.joiners, Subwords(encoder, dropout: 0.3, seed: 7)), (.characters, Subwords(encoder)),
    ]
  }

  @Test(arguments: [TokenizerKind.icu, .char, .space])
  func `gives back any text`(kind: TokenizerKind) throws {
    let tokenizer = try Tokenizer(TokenizerOptions(kind: kind))
    var random = RandomText(seed: 20_250_601)
    var lines = 0
    while lines < 100_000 {
      let count = 1 + random.below(2_000)
      var text = (0..<count).map { _ in random.line() }.joined(separator: "\n")
      if random.below(2) == 0 { text += "\n" }
      try expectRoundTrip(Array(text.utf8), tokenizer)
      lines += count
    }
  }

  @Test(arguments: [TokenizerKind.icu, .char, .space])
  func `gives back Unicode's own test strings`(kind: TokenizerKind) throws {
    let tokenizer = try Tokenizer(TokenizerOptions(kind: kind))
    for file in ["Unicode/WordBreakTest.txt.gz", "Unicode/GraphemeBreakTest.txt.gz"] {
      for line in try Fixture.lines(file) {
        guard let test = BreakCase(line.text) else { continue }
        try expectRoundTrip(Array(test.text.utf8), tokenizer)
      }
    }
    let normalization = try Fixture.lines("Unicode/NormalizationTest.txt.gz").map(\.text)
    try expectRoundTrip(Array(normalization.joined(separator: "\r\n").utf8), tokenizer)
  }

  @Test(arguments: [
    "", "\n", "\r\n", "\r", "a", "a\n\n", "\u{FEFF}", "\u{FEFF}\n", "\u{FEFF}\u{FEFF}a\r\r\n", " ",
    "  \n", "a \r\n b", "￭", "￭￭ ％ ％0020\n", "\0\n", "\u{2028}\n",
  ])
  func `gives back the ends of the file`(text: String) throws {
    for kind in [TokenizerKind.icu, .char, .space] {
      try expectRoundTrip(Array(text.utf8), try Tokenizer(TokenizerOptions(kind: kind)))
    }
  }

  private func expectRoundTrip(
    _ text: [UInt8], _ tokenizer: Tokenizer, location: SourceLocation = #_sourceLocation
  ) throws {
    for way in ways {
      var tokenization = Tokenization(
        try tokenizer.makeWriter(style: way.style, subwords: way.subwords))
      var detokenization = Detokenization(Detokenizer(way.style))
      let tokens = try transformed(text, by: &tokenization)
      let result = try transformed(tokens, by: &detokenization)
      if result == text { continue }
      let line = zip(result, text).prefix { $0 == $1 }.count { $0.0 == 10 } + 1
      Issue.record(
        "\(tokenizer.options.kind), \(way) lost line \(line)", sourceLocation: location)
    }
  }

  private func transformed(
    _ text: [UInt8], by transform: inout some BlockTransform
  ) throws -> [UInt8] {
    let hasMark = text.starts(with: [0xEF, 0xBB, 0xBF])
    let block = LineBlock(
      path: "a text", bytes: hasMark ? Array(text.dropFirst(3)) : text, hasByteOrderMark: hasMark)
    var output: [UInt8] = []
    _ = try transform.transform(block, into: &output)
    return output
  }
}
