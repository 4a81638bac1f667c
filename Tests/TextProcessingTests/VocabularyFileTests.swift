import Files
import TestSupport
import Testing
import TextProcessing

@Suite struct VocabularyFileTests {
  static let specials = "<pad>\t0\n<unk>\t0\n<s>\t0\n</s>\t0\n"

  private func parsed(_ text: String) throws -> Vocabulary {
    try Vocabulary(fileText: utf8(text), path: "v")
  }

  @Test func `a line is a token and its count`() throws {
    let vocabulary = try Vocabulary(counts: TokenCounts("b a b"))
    #expect(vocabulary.fileText == utf8(Self.specials + "b\t2\na\t1\n"))
    #expect(try parsed(Self.specials + "b\t2\na\t1\n") == vocabulary)
  }

  @Test func `white space and backslashes come back as they were`() throws {
    var counts = TokenCounts()
    let tokens = ["\t", "\n", "\r", " ", "\\", "a b", "\\n", "\r\n", "\u{A0}", "\u{2028}"]
    for token in tokens { counts.add(utf8(token).span) }
    let vocabulary = try Vocabulary(counts: counts)
    let text = vocabulary.fileText
    #expect(text.starts(with: utf8(Self.specials + "\\t\t1\n\\n\t1\n\\r\t1\n\\r\\n\t1\n\\s\t1\n")))
    #expect(try Vocabulary(fileText: text, path: "v") == vocabulary)
  }

  @Test func `a file is written and read`() throws {
    let file = try ScratchFile()
    let vocabulary = try Vocabulary(counts: TokenCounts("\u{E9} e\u{301} b"))
    let output = try OutputFile(path: file.path)
    try vocabulary.write(to: output)
    try output.commit()
    #expect(try Vocabulary(contentsOf: file.path) == vocabulary)
  }

  static let accepted: [(name: String, text: String, words: [String])] = [
    ("without counts", "<pad>\n<unk>\n<s>\n</s>\nb\na\n", ["b", "a"]),
    ("without a line feed at the end", specials + "a\t1", ["a"]),
    ("with line ends of Windows", "<pad>\r\n<unk>\r\n<s>\r\n</s>\r\na\r\n", ["a"]),
    ("with special tokens alone", specials, []),
    ("in another order than ours", specials + "a\t1\nb\t2\n", ["a", "b"]),
    ("with a hash", specials + "#\t1\n", ["#"]),
  ]

  @Test(arguments: accepted)
  func `reads a file`(_ name: String, _ text: String, _ words: [String]) throws {
    #expect(try parsed(text).words == words.map(utf8), "\(name)")
  }

  @Test func `a file without counts has none`() throws {
    let text = "<pad>\n<unk>\n<s>\n</s>\na\n"
    let vocabulary = try parsed(text)
    #expect(!vocabulary.hasCounts)
    #expect(vocabulary.count(of: 4) == nil)
    #expect(vocabulary.fileText == utf8(text))
  }

  static let refused: [(name: String, text: String, error: VocabularyError)] = [
    (
      "nothing in it", "",
      .specialTokenMissing(path: "v", line: 1, expected: "<pad>", found: nil)
    ),
    (
      "an end too early", "<pad>\n<unk>\n",
      .specialTokenMissing(path: "v", line: 3, expected: "<s>", found: nil)
    ),
    (
      "another order of special tokens", "<unk>\n<pad>\n",
      .specialTokenMissing(path: "v", line: 1, expected: "<pad>", found: "<unk>")
    ),
    ("an empty line", specials + "\na\t1\n", .emptyToken(path: "v", line: 5)),
    ("a count alone", specials + "\t1\n", .emptyToken(path: "v", line: 5)),
    (
      "a token twice", specials + "a\t1\nb\t1\na\t1\n",
      .duplicateToken(path: "v", line: 7, firstLine: 5, token: "a")
    ),
    (
      "a special token twice", specials + "<s>\t1\n",
      .duplicateToken(path: "v", line: 5, firstLine: 3, token: "<s>")
    ),
    (
      "a space before the count", specials + "a 1\n",
      .notEscaped(path: "v", line: 5, byte: 2, value: UInt8(ascii: " "))
    ),
    (
      "a carriage return in a token", specials + "a\rb\t1\n",
      .notEscaped(path: "v", line: 5, byte: 2, value: UInt8(ascii: "\r"))
    ),
    ("no number", specials + "a\tone\n", .badCount(path: "v", line: 5, value: "one")),
    ("nothing after the TAB", specials + "a\t\n", .badCount(path: "v", line: 5, value: "")),
    ("a negative count", specials + "a\t-1\n", .badCount(path: "v", line: 5, value: "-1")),
    ("a third column", specials + "a\t1\t2\n", .badCount(path: "v", line: 5, value: "1\t2")),
    (
      "a count beyond 64 bits", specials + "a\t9223372036854775808\n",
      .badCount(path: "v", line: 5, value: "9223372036854775808")
    ),
    ("a count too few", specials + "a\n", .countMissing(path: "v", line: 5)),
    (
      "a count too many", "<pad>\n<unk>\t7\n",
      .countUnexpected(path: "v", line: 2, value: "7")
    ),
  ]

  @Test(arguments: refused)
  func `refuses a file`(_ name: String, _ text: String, _ error: VocabularyError) {
    #expect(throws: error, "\(name)") { try parsed(text) }
  }

  static let escapes: [(name: String, token: String, escape: String, byte: Int)] = [
    ("a letter without meaning", "ab\\x", "\\x", 3),
    ("a letter beyond ASCII", "\\é", "\\é", 1),
    ("a backslash at the end", "a\\", "\\", 2),
  ]

  @Test(arguments: escapes)
  func `refuses an escape`(_ name: String, _ token: String, _ escape: String, _ byte: Int) {
    let error = TextError.unknownEscape(path: "v", line: 5, byte: byte, value: escape)
    #expect(throws: error, "\(name)") { try parsed(Self.specials + token + "\t1\n") }
  }

  @Test func `refuses what is not UTF-8`() {
    #expect(throws: TextError.invalidUTF8(path: "v", line: 5, byte: 2, value: 0xFF)) {
      try Vocabulary(fileText: utf8(Self.specials) + [0x61, 0xFF, 0x09, 0x31], path: "v")
    }
  }

  @Test func `a file that is not there is missing`() {
    #expect(throws: FileError.missing(path: "/nowhere/v")) {
      try Vocabulary(contentsOf: "/nowhere/v")
    }
  }
}
