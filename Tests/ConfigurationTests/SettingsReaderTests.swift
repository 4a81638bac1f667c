import CommandLineInterface
import Files
import Foundation
import TestSupport
import Testing

@testable import Configuration

@Suite("Reading settings")
struct SettingsReaderTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var text: [UInt8]
    /// Each as `line name: value, value`.
    var settings: [String]

    init(_ name: String, _ text: String, _ settings: [String]) {
      self.init(name, utf8(text), settings)
    }

    init(_ name: String, _ text: [UInt8], _ settings: [String]) {
      (testDescription, self.text, self.settings) = (name, text, settings)
    }
  }

  @Test(arguments: [
    Case("an empty file", "", []),
    Case("a file of comments", "# dim-emb: 256\n\n", []),
    Case("a document with nothing in it", "---\n...\n", []),
    Case("no settings", "{}\n", []),
    Case("a setting", "dim-emb: 256\n", ["1 dim-emb: 256"]),
    Case("a last line cut short", "a: 1\nb: 2", ["1 a: 1", "2 b: 2"]),
    Case("comments and empty lines", "# c\n\na: 1 # d\n#b: 2\nc: x#y\n", ["3 a: 1", "5 c: x#y"]),
    Case("lines that end as on other systems", "a: 1\r\nb: 2\r\n", ["1 a: 1", "2 b: 2"]),
    Case("a byte order mark", "\u{FEFF}a: 1\n", ["1 a: 1"]),
    Case("a first line of dashes", "%YAML 1.1\n---\na: 1\n...\n", ["3 a: 1"]),
    Case(
      "text as it is", "a: no\nb: 0x1F\nc: 1_000\nd: 2026-01-01\n",
      ["1 a: no", "2 b: 0x1F", "3 c: 1_000", "4 d: 2026-01-01"]),
    Case(
      "text between quotes", #"{a: "no\tx", b: 'it''s', c: "null", d: ""}"#,
      ["1 a: no\tx", "1 b: it's", "1 c: null", "1 d: "]),
    Case(
      "text on several lines", "a: >-\n  one\n  two\nb: |\n  x\n", ["1 a: one two", "4 b: x\n"]),
    Case(
      "a list, each item on its line", "models:\n  - a\n  - b c\nx: 1\n",
      ["1 models: a, b c", "4 x: 1"]),
    Case("a list without indentation", "models:\n- a\n- b\n", ["1 models: a, b"]),
    Case("a list on one line", "metric: [bleu, chrf++]\n", ["1 metric: bleu, chrf++"]),
    Case("an empty list", "glossary: []\n", ["1 glossary: "]),
    Case("a list with an item", "glossary: [a]\n", ["1 glossary: a"]),
    Case("keys between quotes", "\"a b\": 1\n'': 2\n", ["1 a b: 1", "2 : 2"]),
    Case("keys alike to Unicode", "\u{E9}: 1\ne\u{301}: 2\n", ["1 \u{E9}: 1", "2 e\u{301}: 2"]),
  ])
  func `takes`(_ item: Case) throws {
    let file = try ScratchFile(item.text)
    let settings = try readSettings(path: file.path)
    #expect(settings.allSatisfy { $0.place?.file == file.path })
    let found = settings.map { setting in
      "\(setting.place?.line ?? 0) \(setting.name): \(setting.values.joined(separator: ", "))"
    }
    #expect(found.map(utf8) == item.settings.map(utf8), "\(found)")
  }

  struct Mistake: CustomTestStringConvertible {
    var testDescription: String
    var text: String
    var error: ConfigurationError

    init(_ name: String, _ text: String, _ error: ConfigurationError) {
      (testDescription, self.text, self.error) = (name, text, error)
    }
  }

  @Test(arguments: [
    Mistake(
      "a colon within text", "a: 1\nb: c: d\n",
      .malformed(
        path: "f", line: 2, column: 5, problem: "mapping values are not allowed in this context")
    ),
    Mistake(
      "a tab for indentation", "a:\n\t- b\n",
      .malformed(
        path: "f", line: 2, column: 1,
        problem: "found character that cannot start any token while scanning for the next token")
    ),
    Mistake(
      "a setting without a space", "a: 1\nb:2\n",
      .malformed(
        path: "f", line: 3, column: 1,
        problem: "could not find expected ':' while scanning a simple key that begins on line 2")),
    Mistake(
      "a list that does not close", "a: [b,\n",
      .malformed(
        path: "f", line: 2, column: 1,
        problem: "did not find expected node content while parsing a flow node")),
    Mistake(
      "a dash alone", "output: -\n",
      .malformed(
        path: "f", line: 1, column: 9,
        problem: "block sequence entries are not allowed in this context")),
    Mistake(
      "a character of none", "a: 1\nb: x\u{7}y\n",
      .malformed(path: "f", line: 2, column: 5, problem: "control characters are not allowed")),
    Mistake(
      "another YAML", "%YAML 2.0\n---\na: 1\n",
      .malformed(path: "f", line: 1, column: 1, problem: "found incompatible YAML document")),
    Mistake("a list of settings", "# c\n- a: 1\n", .notMapping(path: "f", line: 2)),
    Mistake("text", "a:1\n", .notMapping(path: "f", line: 1)),
    Mistake("empty text", "''\n", .notMapping(path: "f", line: 1)),
    Mistake(
      "a name that comes twice", "a: 1\nb: 2\n'a': 1\n",
      .duplicateKey(path: "f", line: 3, key: "a", firstLine: 1)),
    Mistake(
      "settings within a setting", "a: 1\nb:\n  c: 2\n",
      .nestedValue(path: "f", line: 3, key: "b")),
    Mistake(
      "settings within a list", "b:\n  - 1\n  - c: 2\n",
      .nestedValue(path: "f", line: 3, key: "b")),
    Mistake("lists within a list", "b: [[1]]\n", .nestedValue(path: "f", line: 1, key: "b")),
    Mistake("a list for a name", "a: 1\n? [b]\n: 2\n", .keyNotName(path: "f", line: 2)),
    Mistake("settings for a name", "{b: 1}: 2\n", .keyNotName(path: "f", line: 1)),
    Mistake("no name", "?\n: 2\n", .keyNotName(path: "f", line: 1)),
    Mistake("null for a name", "~: 2\n", .keyNotName(path: "f", line: 1)),
    Mistake("no value", "a: 1\nb:\n\nc: 2\n", .nullValue(path: "f", line: 2, key: "b")),
    Mistake("no value before a comment", "b: # 2\n", .nullValue(path: "f", line: 1, key: "b")),
    Mistake("null", "b: null\n", .nullValue(path: "f", line: 1, key: "b")),
    Mistake("NULL", "b: NULL\n", .nullValue(path: "f", line: 1, key: "b")),
    Mistake("a tilde", "b: ~\n", .nullValue(path: "f", line: 1, key: "b")),
    Mistake(
      "null in a list", "b:\n  - 1\n  - ~\n", .nullValue(path: "f", line: 3, key: "b")),
    Mistake("two documents", "a: 1\n---\nb: 2\n", .severalDocuments(path: "f", line: 2)),
    Mistake("a second document, empty", "a: 1\n---\n", .severalDocuments(path: "f", line: 2)),
    Mistake(
      "an anchor", "a: 1\nb: &c 2\n", .anchor(path: "f", line: 2, name: "c")),
    Mistake("an anchor of a list", "b: &c [2]\n", .anchor(path: "f", line: 1, name: "c")),
    Mistake("an anchor of all", "&c\nb: 2\n", .anchor(path: "f", line: 1, name: "c")),
    Mistake("an alias", "b: *c\n", .alias(path: "f", line: 1, name: "c")),
    Mistake("an alias for a name", "*c : 1\n", .alias(path: "f", line: 1, name: "c")),
    Mistake("a merge", "a: 1\n<<: *c\n", .alias(path: "f", line: 2, name: "c")),
    Mistake(
      "a tag", "b: !!str 1\n", .tag(path: "f", line: 1, value: "tag:yaml.org,2002:str")),
    Mistake("a tag of one's own", "b: !c 1\n", .tag(path: "f", line: 1, value: "!c")),
  ])
  func `refuses`(_ item: Mistake) {
    #expect(throws: item.error) { try readSettings(utf8(item.text), path: "f") }
  }

  @Test
  func `A file may be compressed`() throws {
    let file = try ScratchFile(try gzipped(utf8("a: 1\n")))
    #expect(try readSettings(path: file.path).map(\.values) == [["1"]])
  }

  @Test
  func
    `What is not UTF-8 is reported with its place, byte order marks of other encodings included`()
    throws
  {
    let latin = try ScratchFile(utf8("a: 1\nb: caf") + [0xE9, 0x0A])
    #expect(throws: TextError.invalidUTF8(path: latin.path, line: 2, byte: 7, value: 0xE9)) {
      try readSettings(path: latin.path)
    }
    let wide = try ScratchFile([0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00])
    #expect(throws: TextError.invalidUTF8(path: wide.path, line: 1, byte: 1, value: 0xFF)) {
      try readSettings(path: wide.path)
    }
  }

  @Test
  func `A file that cannot be read is reported as by other commands`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.missing(path: folder.path("none.yaml"))) {
      try readSettings(path: folder.path("none.yaml"))
    }
    #expect(throws: FileError.notReadable(path: folder.url.path, code: EISDIR)) {
      try readSettings(path: folder.url.path)
    }
  }

  @Test(arguments: ["[", "- ", "? ", "{a: "])
  func `Deeply nested text is an error, not a crash`(_ opening: String) {
    let text = "a: 1\nb:\n  " + String(repeating: opening, count: 100_000)
    #expect(throws: ConfigurationError.self) { try readSettings(utf8(text), path: "f") }
  }
}
