import Files
import Testing

@testable import Corpora

@Suite struct LineRepairTests {
  private static let cases: [(String, String?, [CorpusProblem])] = [
    ("The cat sleeps.", "The cat sleeps.", []),
    ("«\u{A0}Oui\u{A0}»,  dit-il.", "«\u{A0}Oui\u{A0}», dit-il.", [.doubledSpace]),
    ("  The   cat \t sleeps. ", "The cat sleeps.", [.tab, .doubledSpace, .untrimmed]),
    ("\u{A0}The cat\u{3000}", "The cat", [.untrimmed]),
    ("The cat.\r\r", "The cat.", [.carriageReturn]),
    ("The\rcat", "The\rcat", []),
    ("The \u{FEFF}cat", "The cat", [.byteOrderMark]),
    (" \t ", "", [.tab, .untrimmed]),
    // Entities.
    (
      "Tom &amp; Anna&#39;s &quot;caf&eacute;&quot;", "Tom & Anna's \"café\"", [.characterReference]
    ),
    ("&#x27;&#X1F600;&#8217;&nbsp;a", "'😀’\u{A0}a", [.characterReference]),
    ("&amp;amp;quot; &#38;lt; &amp;amp", "\" < &amp", [.characterReference]),
    ("a&#10;b&#9;c", "a b c", [.characterReference]),
    ("it&#146;s", "it’s", [.characterReference]),
    ("a &lt;b&gt;&nbsp;", "a <b>", [.characterReference, .untrimmed]),
    ("R&D; &foo; &; &#; &#x; &#0; &#xD800; &#129; AT&T &amp", nil, []),
    // Quoting.
    ("\"He said \"\"yes\"\".\"", "He said \"yes\".", [.csvQuoting]),
    ("\"\"\"Yes\"\", he said.\" ", "\"Yes\", he said.", [.csvQuoting, .untrimmed]),
    ("\"Yes.\"", "\"Yes.\"", []),
    ("\"Yes\" and \"no\"", "\"Yes\" and \"no\"", []),
    ("\"\"", "\"\"", []),
    ("\"\"\"\"", "\"", [.csvQuoting]),
  ]

  @Test(arguments: cases.map { ($0.0, $0.1 ?? $0.0, $0.2) })
  func `a line is repaired`(line: String, expected: String, problems: [CorpusProblem]) throws {
    var before = try LinePair("", "").source
    before.text = Array(line.utf8)[...]
    let (after, repaired) = LineRepair.repair(before)
    #expect(
      String(decoding: after.text, as: UTF8.self).unicodeScalars.elementsEqual(
        expected.unicodeScalars))
    #expect(repaired == Set(problems))
    #expect(LineRepair.repair(after).repaired.isEmpty, "once is enough")
    #expect(LineRepair.findings(after.text.span, .source, offset: 0).isEmpty)
  }

  @Test func `marks are repaired, and what is not UTF-8 is left as it is`() throws {
    var line = try LinePair("", "").source
    (line.text, line.marks) = (Array("a".utf8)[...], [.byteOrderMark, .carriageReturn, .lineFeed])
    let (after, repaired) = LineRepair.repair(line)
    #expect(after.marks == .lineFeed && repaired == [.byteOrderMark, .carriageReturn])
    line.text = [0x20, 0xFF]
    #expect(LineRepair.repair(line).line == line)
    #expect(LineRepair.repair(line).repaired.isEmpty)
  }
}
