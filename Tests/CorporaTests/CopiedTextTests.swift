import Testing

@testable import Corpora

@Suite struct CopiedTextTests {
  private func numbers(_ text: String) -> [String] { Numbers(text.unicodeScalars).values }

  private func mismatch(_ source: String, _ target: String) -> FindingDetail? {
    Numbers.mismatch(Numbers(source.unicodeScalars), Numbers(target.unicodeScalars))
  }

  @Test(arguments: [
    ("no number", []), ("room 12", ["12"]), ("1,234,567 people", ["1234567"]),
    ("1.234.567 Menschen", ["1234567"]),
    ("1\u{202F}234\u{202F}567 and 1\u{A0}234", ["1234567", "1234"]),
    ("3.14", ["3", "14"]), ("1,234.567", ["1234", "567"]), ("0.500", ["0", "500"]),
    ("2020-02-01", ["2020", "2", "1"]), ("in 2008 100 people", ["2008", "100"]),
    ("007", ["7"]), ("the 21st, le 21e", ["21", "21"]), ("MP3", ["3"]),
    ("٢٥ و ２５", ["25", "25"]), ("१,०००", ["1000"]),
  ])
  func `numbers are digits with their thousands joined`(text: String, expected: [String]) {
    #expect(numbers(text) == expected)
  }

  @Test(arguments: [
    ("It costs 1,000.50 euros.", "Cela coûte 1 000,50 euros."),
    ("3 100 m races", "3 courses de 100 m"), ("on 1/2/2020", "le 2020-02-01"),
    ("two dogs and 12 cats", "2 chiens et 12 chats"), ("a thousand", "1000"),
    ("at 5:30 pm", "à 17 h 30"), ("in the 1990s", "dans les années 90"),
    ("3.5 million people", "3 500 000 personnes"), ("the 19th century", "le XIXe siècle"),
    ("the 1st of May", "le 1er mai"),
  ])
  func `translations may write numbers in their own way`(source: String, target: String) {
    #expect(mismatch(source, target) == nil)
    #expect(mismatch(target, source) == nil)
  }

  @Test(arguments: [
    ("in 1987", "en 1978", ["1987"], ["1978"]), ("3 dogs", "4 chiens", ["3"], ["4"]),
    ("100 euros", "1000 euros", ["100"], ["1000"]), ("in 1987", "alors", ["1987"], []),
    ("two", "42", [], ["42"]), ("5 and 7 and 5", "5 et 7", [], []),
    ("1.5", "1,6", ["5"], ["6"]),
  ])
  func `numbers that differ are named`(
    source: String, target: String, left: [String], right: [String]
  ) {
    let expected = FindingDetail.unmatched(source: left, target: right)
    #expect(mismatch(source, target) == (left.isEmpty && right.isEmpty ? nil : expected))
  }

  @Test(arguments: [
    ("no address: a.b @home", []), ("see http://a.org/x?y=1.", ["http://a.org/x?y=1"]),
    ("(www.example.com)", ["www.example.com"]),
    ("write to ann.lee@example.org!", ["ann.lee@example.org"]),
    ("请访问https://a.cn。谢谢", ["https://a.cn"]),
    ("<HTTPS://A.org> «ftp://b.org»", ["HTTPS://A.org", "ftp://b.org"]),
    ("@ a@b @.", []),
  ])
  func `addresses are found in text`(text: String, expected: [String]) {
    #expect(Addresses(text.unicodeScalars).values == expected)
    #expect(expected.isEmpty || Addresses.mayBeIn(Array(text.utf8).span))
  }
}
