import CommandLineInterface
import TestSupport
import Testing

@testable import Configuration

@Suite("Writing settings")
struct SettingsWriterTests {
  @Test
  func `Each is a line, and each item of a list`() {
    let settings = [
      Setting("dim-emb", ["256"]), Setting("models", ["a", "b: c"]), Setting("glossary", []),
      Setting("metric", ["bleu,chrf"]), Setting("output", ["-"]),
    ]
    #expect(
      yamlText(of: settings) == """
        dim-emb: 256
        models:
          - a
          - "b: c"
        glossary: []
        metric: bleu,chrf
        output: "-"

        """)
    #expect(yamlText(of: []) == "")
  }

  @Test(arguments: [
    "a", "256", "-1", "1e-05", "true", "no", "a b", "a:b", "a#b", "http://x:1", ":a", "?a", "--a",
    "---", "...", "a, b", "a]", "a'b\"c", "a\\n", "é", "e\u{301}", "日本語", "😀", "a\tb", "nil",
    "C:\\x", "=", "<<", "\u{A0}a", "\u{200B}", "\u{FEFF}a",
  ])
  func `stands as it is`(_ text: String) { expect(text, isWrittenAs: text) }

  @Test(arguments: [
    ("", #""""#), ("~", #""~""#), ("null", #""null""#), ("Null", #""Null""#), (" a", #"" a""#),
    ("a ", #""a ""#), ("a\t", #""a\t""#), ("a: b", #""a: b""#), ("a:", #""a:""#),
    ("a:\tb", #""a:\tb""#), ("a #b", #""a #b""#), ("#a", ##""#a""##), ("-", #""-""#),
    ("- a", #""- a""#), ("?", #""?""#), (":", #"":""#), ("[a]", #""[a]""#), ("{a}", #""{a}""#),
    (",a", #"",a""#), ("]", #""]""#), ("&a", #""&a""#), ("*a", #""*a""#), ("!a", #""!a""#),
    ("|", #""|""#), (">", #"">""#), ("'a", #""'a""#), (#""a"#, #""\"a""#), ("%a", #""%a""#),
    ("@a", #""@a""#), ("`a", #""`a""#), ("a\nb", #""a\nb""#), ("a\rb", #""a\x0Db""#),
    ("\0", #""\x00""#), ("\u{7F}", #""\x7F""#), ("\u{85}", #""\x85""#),
    ("\u{2028}", #""\u2028""#), ("\u{FFFF}", #""\uFFFF""#),
    (#"\ "#, #""\\ ""#),
  ])
  func `is quoted`(_ text: String, _ written: String) { expect(text, isWrittenAs: written) }

  private func expect(_ text: String, isWrittenAs written: String) {
    let found = yamlText(of: [Setting("a", [text])])
    #expect(utf8(found) == utf8("a: \(written)\n"), "\(text) is written as \(found)")
    #expect(comesBack(text))
    #expect(readsPlain(text) == (utf8(text) == utf8(written)), "\(text) by itself")
  }

  /// All that YAML makes something of, and what libyaml does not let stand.
  private static let special = Array(
    "-?:,[]{}#&*!|>'\"%@`~=<\\ \t\n\r\0\u{7}\u{7F}\u{80}\u{85}\u{9F}\u{A0}\u{2027}\u{2028}\u{2029}\u{202A}\u{D7FF}\u{E000}\u{FEFE}\u{FEFF}\u{FF00}\u{FFFD}\u{FFFE}\u{FFFF}\u{10000}\u{1FFFE}\u{10FFFF}ane1."
      .unicodeScalars)

  @Test
  func `Any text comes back, and is quoted only where it would not without`() {
    var random = RandomText(seed: 20_260_301)
    for _ in 0..<20_000 {
      var text = String.UnicodeScalarView()
      for _ in 0..<random.below(8) { text.append(Self.special[random.below(Self.special.count)]) }
      let line = random.below(2) == 0 ? String(text) : String(text) + random.line(longest: 8)
      #expect(comesBack(line), "\(utf8(line))")
      let isPlain = utf8(yamlText(of: [Setting("a", [line])])) == utf8("a: \(line)\n")
      #expect(isPlain == readsPlain(line), "\(utf8(line)) is plain: \(isPlain)")
    }
  }

  @Test
  func `Long text comes back`() {
    for text in [String(repeating: "a b", count: 10_000), String(repeating: "é\n", count: 10_000)] {
      #expect(comesBack(text))
    }
  }

  @Test
  func `Any list of settings comes back`() {
    var random = RandomText(seed: 7)
    for _ in 0..<500 {
      let settings = (0..<random.below(6)).map { number in
        Setting("name-\(number)", (0..<random.below(4)).map { _ in random.line() })
      }
      let found = try? readSettings(utf8(yamlText(of: settings)), path: "f")
      #expect(found?.map(\.name) == settings.map(\.name))
      #expect(found?.map { $0.values.map(utf8) } == settings.map { $0.values.map(utf8) })
    }
  }

  /// As the value of a setting, and as one of a list.
  private func comesBack(_ text: String) -> Bool {
    [[text], [text, text]].allSatisfy { values in
      let settings = try? readSettings(utf8(yamlText(of: [Setting("a", values)])), path: "f")
      return settings?.map { $0.values.map(utf8) } == [values.map(utf8)]
    }
  }

  /// Whether it would come back, both ways, without quotes.
  private func readsPlain(_ text: String) -> Bool {
    [("a: \(text)\n", 1), ("a:\n  - \(text)\n  - \(text)\n", 2)].allSatisfy { yaml, count in
      let settings = try? readSettings(utf8(yaml), path: "f")
      return settings?.map { $0.values.map(utf8) }
        == [Array(repeating: utf8(text), count: count)]
    }
  }
}
