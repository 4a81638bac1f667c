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
      name: "Keras' words", line: "One, two", options: TokenizerOptions(kind: .keras),
      expected: [["one", nil], ["two", nil]]),
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
}
