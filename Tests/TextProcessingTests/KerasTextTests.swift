import TestSupport
import Testing
import TextProcessing

@Suite struct KerasTextTests {
  struct WordCase: Decodable, CustomTestStringConvertible {
    struct Arguments: Decodable {
      var filters: String?
      var split: String?
      var lower: Bool?
    }

    var text: String
    var args: Arguments
    var expected: [String]?
    var testDescription: String { "“\(text)”" }

    func words() throws -> [String] {
      let splitter = try KerasText(
        filters: args.filters ?? KerasText.defaultFilters, lowercase: args.lower ?? true,
        separator: args.split ?? " ")
      return splitter.words(of: text)
    }
  }

  @Test func `the default filters are Keras'`() throws {
    let fixture = try KerasFixture.load()
    #expect(fixture.defaultFilters == KerasText.defaultFilters)
  }

  @Test(arguments: try KerasFixture.load().textToWordSequence)
  func `splits as Keras does`(_ wordCase: WordCase) throws {
    guard let expected = wordCase.expected else {
      #expect(throws: KerasTextError.emptySeparator) { try wordCase.words() }
      return
    }
    #expect(try wordCase.words().map(utf8) == expected.map(utf8))
  }

  static let splits:
    [(name: String, filters: String, separator: String, text: String, words: [String])] = [
      ("a separator is found from the left", "", "aa", "xaaay", ["x", "ay"]),
      ("a separator arises beside a filter", "!", "aa", "xa!y", ["x", "ay"]),
      ("a filter beyond ASCII", "—“”", " ", "“a—b”", ["a", "b"]),
      ("a filter that begins like another letter", "é", " ", "aébèc", ["a", "bèc"]),
      ("a separator beyond ASCII", ",", "→", "a→b,c", ["a", "b", "c"]),
      ("a capital among the filters", "A", " ", "xAy", ["xay"]),
      ("a separator cut short by the end", "", "stop", "a stop b sto", ["a ", " b sto"]),
      ("no-break space", "", " ", "a\u{A0}b", ["a\u{A0}b"]),
    ]

  @Test(arguments: splits)
  func `filters, then splits`(
    _ name: String, _ filters: String, _ separator: String, _ text: String, _ words: [String]
  ) throws {
    let splitter = try KerasText(filters: filters, separator: separator)
    #expect(splitter.words(of: text) == words, "\(name)")
  }

  @Test func `code points are words`() throws {
    #expect(
      try KerasText.codePoints().words(of: "Né e\u{301}!").map(utf8)
        == ["n", "é", " ", "e", "\u{301}", "!"].map(utf8))
  }
}
