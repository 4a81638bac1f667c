import Files
import TestSupport
import Testing

@testable import TextProcessing

@Suite struct EncodedTokenTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var line: String
    var options: TokenizerOptions
    var merges: Int?
    /// Each token, and what it stands for in the line.
    var expected: [[String?]]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "marks and spaces", line: "L'ami, (enfin)  là",
      options: TokenizerOptions(locale: "fr"),
      expected: [
        ["L'￭", "L'"], ["ami", "ami"], ["￭,", ","], ["(￭", "("], ["enfin", "enfin"], ["￭)", ")"],
        ["％0020￭", " "], ["là", "là"],
      ]),
    Case(
      name: "pieces", line: "aaab aaab", options: TokenizerOptions(), merges: 1,
      expected: [
        ["aa", "aa"], ["￭a", "a"], ["￭b", "b"], ["aa", "aa"], ["￭a", "a"], ["￭b", "b"],
      ]),
    Case(
      name: "lowercase and composed", line: "ÉCOLE e\u{301}t e\u{301}",
      options: TokenizerOptions(lowercase: true, unicodeForm: .nfc),
      expected: [["école", "ÉCOLE"], ["ét", "e\u{301}t"], ["é", "e\u{301}"]]),
    Case(
      name: "characters", line: "a e\u{301}￭", options: TokenizerOptions(kind: .char),
      expected: [["a", "a"], ["％0020", " "], ["e\u{301}", "e\u{301}"], ["％FFED", "￭"]]),
    Case(
      name: "between spaces", line: "  aa@@  b@@ ", options: TokenizerOptions(kind: .space),
      expected: [["aa@@", "aa@@"], ["b@@", "b@@"]]),
    Case(
      name: "pieces between spaces", line: " aaab  aab",
      options: TokenizerOptions(kind: .space), merges: 1,
      expected: [["aa@@", "aa"], ["a@@", "a"], ["b", "b"], ["aa@@", "aa"], ["b", "b"]]),
    Case(
      name: "a line with the mark of pieces", line: "b@@ aa",
      options: TokenizerOptions(kind: .space), merges: 0,
      expected: [["b@@", "b"], ["@@@", "@"], ["@", "@"], ["a@@", "a"], ["a", "a"]]),
    Case(
      name: "compatibility characters", line: "ﬁ…½\u{A0}x",
      options: TokenizerOptions(kind: .char, unicodeForm: .nfkc),
      expected: [
        ["f", "ﬁ"], ["i", "ﬁ"], [".", "…"], [".", "…"], [".", "…"], ["1", "½"], ["⁄", "½"],
        ["2", "½"], ["％0020", "\u{A0}"], ["x", "x"],
      ]),
    Case(
      name: "a letter that is two in lowercase", line: "İZMİR İ",
      options: TokenizerOptions(lowercase: true),
      expected: [["i\u{307}zmi\u{307}r", "İZMİR"], ["i\u{307}", "İ"]]),
    Case(
      name: "pieces of a letter that is two in lowercase", line: "İZ",
      options: TokenizerOptions(lowercase: true), merges: 0,
      expected: [["i", "İ"], ["￭\u{307}", "İ"], ["￭z", "Z"]]),
    Case(
      name: "Turkish", line: "IĞDIR İ", options: TokenizerOptions(locale: "tr", lowercase: true),
      expected: [["ığdır", "IĞDIR"], ["i", "İ"]]),
    Case(
      name: "Keras' words", line: "\tOne, (two)--İ!", options: TokenizerOptions(kind: .keras),
      expected: [["one", "One"], ["two", "two"], ["i\u{307}", "İ"]]),
    Case(
      name: "pieces of Keras' words", line: "aaab, AAB", options: TokenizerOptions(kind: .keras),
      merges: 1,
      expected: [["aa@@", "aa"], ["a@@", "a"], ["b", "b"], ["aa@@", "AA"], ["b", "B"]]),
    Case(name: "nothing", line: "", options: TokenizerOptions(), expected: []),
    Case(name: "spaces alone", line: "  ", options: TokenizerOptions(kind: .space), expected: []),
  ]

  @Test(arguments: cases) func `knows where tokens stand`(_ test: Case) throws {
    let encoding = try TextEncoding.learned(from: [test.line], test.options, merges: test.merges)
    var encoder = try encoding.makeEncoder()
    let line = utf8(test.line)
    let tokens = try encoder.tokens(of: line.span)
    let found = tokens.map { token in
      [utf8(String(decoding: token.token, as: UTF8.self)), token.range.map { Array(line[$0]) }]
    }
    #expect(found == test.expected.map { $0.map { $0.map(utf8) } })
    var ids: [Int32] = []
    try encoder.append(line.span, to: &ids)
    #expect(tokens.map(\.id) == ids.dropLast())
  }

  /// Without changes to the text a token's bytes are those of its range, and what lies between two
  /// ranges is nothing or one space.
  @Test(arguments: [TokenizerKind.icu, .char])
  func `leaves nothing out of any text`(kind: TokenizerKind) throws {
    var random = RandomText(seed: 20_250_606)
    let lines = (0..<1_000).map { _ in random.line() }
    let encoding = try TextEncoding.learned(from: lines, TokenizerOptions(kind: kind), merges: 100)
    var encoder = try encoding.makeEncoder()
    for line in lines.map(utf8) {
      var end = 0
      for token in try encoder.tokens(of: line.span) {
        let range = try #require(token.range)
        #expect(range.lowerBound == end || line[end..<range.lowerBound] == [0x20])
        end = range.upperBound
      }
      #expect(end == line.count, "\(line)")
    }
  }

  /// Whatever normalizing makes of the text: ranges are whole code points, in order, with nothing
  /// but white space between them.
  @Test(arguments: [TokenizerKind.icu, .char])
  func `finds the tokens of any text that is normalized`(kind: TokenizerKind) throws {
    var random = RandomText(seed: 7)
    let lines = (0..<500).map { _ in random.line() }
    let options = TokenizerOptions(kind: kind, lowercase: true, unicodeForm: .nfkc)
    let encoding = try TextEncoding.learned(from: lines, options, merges: 50)
    var encoder = try encoding.makeEncoder()
    for line in lines.map(utf8) {
      var last = 0..<0
      for token in try encoder.tokens(of: line.span) {
        let range = try #require(token.range, "\(line)")
        #expect(range.lowerBound >= last.lowerBound && range.upperBound >= last.upperBound)
        if range.lowerBound > last.upperBound {
          let gap = line[last.upperBound..<range.lowerBound]
          #expect(Array(gap).span.trimmingWhiteSpace().isEmpty, "\(line)")
        }
        #expect(firstInvalidByte(Array(line[range]).span) == nil)
        last = range
      }
    }
  }
}

@Suite struct DecodedTextTests {
  /// Of a text that tokens restore, each token is where the encoder found it.
  @Test(arguments: [TokenizerKind.icu, .char])
  func `finds tokens where the encoder does`(kind: TokenizerKind) throws {
    var random = RandomText(seed: 11)
    let lines = (0..<1_000).map { _ in random.line() }
    let encoding = try TextEncoding.learned(from: lines, TokenizerOptions(kind: kind), merges: 100)
    var encoder = try encoding.makeEncoder()
    for line in lines {
      let tokens = try encoder.tokens(of: line)
      let decoded = encoding.makeDecoder().decode(tokens.map(\.id))
      #expect(decoded.text == utf8(line))
      #expect(decoded.tokens.map(\.range) == tokens.map(\.range))
    }
  }

  @Test(
    arguments: [
      (TokenizerOptions(kind: .space), nil), (TokenizerOptions(kind: .space), 1),
      (TokenizerOptions(kind: .keras), 1), (TokenizerOptions(), 1), (TokenizerOptions(), nil),
    ] as [(TokenizerOptions, Int?)])
  func `is the text of the ids, with every token's part of it`(
    options: TokenizerOptions, merges: Int?
  ) throws {
    let line = "aaab, aab@@ (b) x"
    let encoding = try TextEncoding.learned(from: [line], options, merges: merges)
    var encoder = try encoding.makeEncoder()
    let ids = try encoder.ids(of: line + " unseen")
    let decoder = encoding.makeDecoder()
    let decoded = decoder.decode(ids)
    #expect(String(decoding: decoded.text, as: UTF8.self) == decoder.text(of: ids))
    #expect(decoded.tokens.map(\.id) == ids.dropLast())
    let parts = decoded.tokens.map { decoded.text[$0.range] }
    #expect(parts.allSatisfy { !$0.isEmpty && $0.first != 0x20 })
    #expect(Array(parts.joined()) == decoded.text.filter { $0 != 0x20 })
  }

  @Test func `a token with a space or a line feed in it is one`() throws {
    let text = "<pad>\n<unk>\n<s>\n</s>\na\\sb\nc\\nd\n"
    let encoding = TextEncoding(
      try Segmentation(TokenizerOptions()),
      vocabulary: try Vocabulary(fileText: utf8(text), path: "vocabulary"))
    let decoded = encoding.makeDecoder().decode([2, 5, 4, 1, 0, 4, 3, 4])
    #expect(decoded.text == utf8("c d a b <unk> a b"))
    #expect(decoded.tokens.map(\.id) == [5, 4, 1, 4])
    #expect(decoded.tokens.map(\.range) == [0..<3, 4..<7, 8..<13, 14..<17])
    #expect(encoding.makeDecoder().decode([]) == DecodedText())
  }
}
