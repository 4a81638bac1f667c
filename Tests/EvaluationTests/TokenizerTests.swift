import Foundation
import TestSupport
import Testing
import TextProcessing

@testable import Evaluation

/// What sacreBLEU's tokenizers make of a line.
struct TokenizedLine: Decodable, CustomTestStringConvertible {
  var line: String
  var mteval13a: String
  var international: String
  var characters: String
  var chinese: String
  var tercom: String
  var tercomNormalized: String
  var tercomWithoutPunctuation: String

  enum CodingKeys: String, CodingKey {
    case line
    case mteval13a = "13a"
    case international = "intl"
    case characters = "char"
    case chinese = "zh"
    case tercom = "ter"
    case tercomNormalized = "ter_normalized"
    case tercomWithoutPunctuation = "ter_normalized_nopunct_asian"
  }

  var testDescription: String { line.debugDescription }

  private struct File: Decodable { var lines: [TokenizedLine] }

  static func all(_ name: String) throws -> [TokenizedLine] {
    try JSONDecoder().decode(File.self, from: Data(contentsOf: Fixture.url(name))).lines
  }
}

@Suite struct TokenizerTests {
  static var lines: [TokenizedLine] {
    get throws {
      try TokenizedLine.all("sacrebleu_tokenizers.json")
        + TokenizedLine.all("sacrebleu_nasty.json")
    }
  }

  @Test(arguments: try lines) func `splits as sacreBLEU does`(_ expected: TokenizedLine) {
    expect(.mteval13a, of: expected.line, expected.mteval13a)
    expect(.international, of: expected.line, expected.international)
    expect(.characters, of: expected.line, expected.characters)
    expect(.chinese, of: expected.line, expected.chinese)
    expect(.none, of: expected.line, expected.line)
  }

  @Test(arguments: try lines) func `splits as Tercom does`(_ expected: TokenizedLine) throws {
    try expect(TER.Options(), of: expected.line, expected.tercom)
    var options = TER.Options()
    options.normalizes = true
    try expect(options, of: expected.line, expected.tercomNormalized)
    options.keepsPunctuation = false
    options.supportsAsian = true
    try expect(options, of: expected.line, expected.tercomWithoutPunctuation)
  }

  @Test(arguments: [
    ("one", ["one"]), ("(hi)", ["(hi", ")"]), ("“hi”", ["“hi”"]), (".", ["."]),
    ("'tis so...", ["'", "tis", "so..", "."]), ("\u{1C}a\u{3000}b\u{200B}", ["a", "b\u{200B}"]),
  ])
  func `takes one mark of ASCII off a word in chrF++`(_ text: String, _ words: [String]) {
    let found = ChrF.Options.withWords.words(of: Array(text.unicodeScalars))
    #expect(found.map { Array($0) } == words.map { Array($0.unicodeScalars) })
  }

  @Test func `white space is Python's`() {
    let expected: [UInt32] =
      Array(0x09...0x0D) + (0x1C...0x20) + [0x85, 0xA0, 0x1680] + (0x2000...0x200A)
      + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
    let found = (0...0x10FFFF as ClosedRange<UInt32>).filter {
      Unicode.Scalar($0)?.isPythonWhiteSpace ?? false
    }
    #expect(found == expected)
  }

  private func expect(_ tokenizer: BLEU.Tokenizer, of line: String, _ expected: String) {
    let found = tokenizer.split(Array(line.unicodeScalars))
    #expect(words(found) == words(Array(expected.unicodeScalars)), "\(tokenizer)")
  }

  private func expect(_ options: TER.Options, of line: String, _ expected: String) throws {
    let found = options.split([Unicode.Scalar](Array(line.utf8), lowercasedBy: try CaseMapper()))
    #expect(words(found) == words(Array(expected.unicodeScalars)), "\(options)")
  }

  private func words(_ text: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    var words: [[Unicode.Scalar]] = []
    text.forEachWord { words.append(Array($0)) }
    return words
  }
}
