import Foundation
import TestSupport
import Testing

/// `translate corpus`, as its users type it.
@Suite struct CorpusCommandTests {
  private let folder: TemporaryFolder
  private let corpus = Fixture.directory.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("corpora/en-fr").path

  init() throws { folder = try TemporaryFolder() }

  private func shell(_ script: String) throws -> ChildProcess.Result {
    try Executable.shell(script, directory: folder.url)
  }

  // MARK: Check

  /// A line for each of some kinds of dirt.
  private func writeDirtyCorpus() throws {
    try folder.write(
      "c.en",
      """
      \u{FEFF}The cat sleeps.
      Tom &amp; Anna&#39;s house
      The dog\tbarks.
      She came  in 1987.
       The sun shines.
      Write to ann@example.org.
      "He said ""yes"" to her."\r

      """)
    try folder.write(
      "c.fr",
      """
      Le chat dort.
      La maison de Tom et d'Anna
      Le chien aboie.
      Elle est venue en 1978.
      Le soleil brille.
      Écrivez à anne@example.org.
      Il lui a dit « oui ».

      """)
  }

  @Test func `each kind of dirt is noted with its line`() throws {
    try writeDirtyCorpus()
    let result = try shell("translate corpus check c.en c.fr | tail -n +4")
    #expect(result.status == 0, "\(result.standardError)")
    #expect(
      result.text == """

        note: a byte order mark, once in c.en
          line 1, byte 1: U+FEFF

        note: a carriage return at the end, once in c.en
          line 7

        note: a tab, once in c.en
          line 3, byte 8: 0x09

        note: an HTML or XML entity, once in c.en
          line 2, byte 5: &amp;

        note: a line quoted as in CSV, once in c.en
          line 7

        note: doubled spaces, once in c.en
          line 4, byte 10: 0x20

        note: leading or trailing spaces, once in c.en
          line 5, byte 1: 0x20

        note: numbers that differ between the sides, once in c.en
          line 4: 1987 in the source, 1978 in the target

        note: web or e-mail addresses that differ between the sides, once in c.en
          line 6: ann@example.org in the source, anne@example.org in the target

        """)
  }

  @Test func `swapped pairs and a lost line are found in a large corpus`() throws {
    let result = try shell(
      """
      head -n 2000 '\(corpus)/train.en' > a.en; head -n 2000 '\(corpus)/train.fr' > a.fr
      { sed -n 1,299p a.en; sed -n 300p a.fr; sed -n '301,$p' a.en; } > b.en
      { sed -n 1,299p a.fr; sed -n 300p a.en; sed -n '301,1199p;1201,$p' a.fr; echo Fin.; } > b.fr
      translate corpus check b.en b.fr --json
      """)
    #expect(result.status == 0, "\(result.standardError)")
    struct Report: Decodable {
      struct Part: Decodable { var findings: [Finding] }
      struct Finding: Decodable {
        var problem: String
        var count: Int
        var places: [Place]
      }
      struct Place: Decodable {
        var line: Int
        var lines: Int?
        var shift: Int?
      }
      var parts: [Part]
    }
    let findings = try JSONDecoder().decode(Report.self, from: Data(result.text.utf8)).parts[0]
      .findings
    let swaps = try #require(findings.first { $0.problem == "swapped" })
    #expect(swaps.places.map(\.line) == [300])
    let shifts = try #require(findings.first { $0.problem == "shifted" })
    let shift = try #require(shifts.places.first)
    #expect(shifts.count == 1 && shift.shift == -1 && abs(shift.line - 1200) < 6, "\(shift)")
    #expect(shift.lines == 2001 - shift.line)
    let text = try shell("translate corpus check b.en b.fr | grep -A 1 shifted").text
    #expect(
      text == """
        note: lines shifted against the other side, once in b.en
          from about line \(shift.line) to 2000: the target 1 line earlier fits better \
        (a target line missing near line \(shift.line), or a source line too many)

        """)
  }

  static let emptyCorpora = [
    "check empty.en empty.fr", "check --tsv empty.en",
    "check c.en c.fr --test-source empty.en "
      + "--test-target empty.fr", "clean empty.en empty.fr --output-tsv o",
    "clean --tsv empty.en --output-tsv o", "split empty.en empty.fr --output d",
  ]

  @Test(arguments: emptyCorpora)
  func `an empty corpus is a fault`(arguments: String) throws {
    try folder.write("c.en", "a\n")
    try folder.write("c.fr", "x\n")
    try folder.write("empty.en", "")
    try folder.write("empty.fr", "")
    let result = try shell("translate corpus \(arguments)")
    #expect(result.status == 65)
    if arguments.hasPrefix("check") {
      #expect(result.text.contains("\n\nfault: an empty file, once in empty.en\n"))
    } else {
      #expect(
        result.standardError == """
          translate corpus \(arguments.prefix(5)): `empty.en` is empty
          A corpus needs at least one pair.

          """)
      #expect(try shell("ls").text == "c.en\nc.fr\nempty.en\nempty.fr\n", "nothing is left behind")
    }
  }

  // MARK: Clean

  @Test func `what is certain is fixed, and a second check is clean`() throws {
    try writeDirtyCorpus()
    let result = try shell(
      """
      translate corpus clean c.en c.fr --output-source k.en --output-target k.fr --fix \
        --drop-number-mismatch --drop-address-mismatch
      cat drops.tsv k.en
      translate corpus check k.en k.fr --strict | tail -n 1
      """)
    #expect(
      result.text == """
        c.en\t1\tfixed byte-order-mark
        c.en\t2\tfixed entity
        c.en\t3\tfixed tab
        c.en\t4\tnumber-mismatch 1987 : 1978
        c.en\t5\tfixed untrimmed
        c.en\t6\taddress-mismatch ann@example.org : anne@example.org
        c.en\t7\tfixed carriage-return
        c.en\t7\tfixed csv-quoting
        The cat sleeps.
        Tom & Anna's house
        The dog barks.
        The sun shines.
        He said "yes" to her.
        no faults, and nothing to note

        """)
    #expect(
      result.standardError == """
        5 pairs kept, 2 left out
          numbers that differ between the sides                  1
          web or e-mail addresses that differ between the sides  1
        fixed in the pairs kept, in lines:
          a byte order mark             1
          a carriage return at the end  1
          a tab                         1
          an HTML or XML entity         1
          a line quoted as in CSV       1
          leading or trailing spaces    1

        """)
  }

  @Test func `quoting is taken off the fields of a table`() throws {
    try folder.write(
      "c.tsv", "\u{FEFF}\"He said \"\"yes\"\".\"\t\"Il a dit \"\"oui\"\".\"\r\n\"Yes.\"\t\"Oui.\"\n"
    )
    let result = try shell(
      "translate corpus clean --tsv c.tsv --output-tsv k.tsv --fix; cat k.tsv; cut -f 2- drops.tsv")
    #expect(
      result.text == """
        He said "yes".\tIl a dit "oui".
        "Yes."\t"Oui."
        1\tfixed byte-order-mark
        1\tfixed csv-quoting
        1\tfixed carriage-return
        1\tfixed csv-quoting

        """)
  }

  @Test func `without --fix each kind can be dropped, and nothing is rewritten`() throws {
    try writeDirtyCorpus()
    let result = try shell(
      """
      translate corpus clean c.en c.fr --output-source k.en --output-target k.fr \
        --drop-tabs --drop-entities
      cat drops.tsv
      cmp k.en <(sed 2,3d c.en) && cmp k.fr <(sed 2,3d c.fr)
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(result.text == "c.en\t2\tentity &amp;\nc.en\t3\ttab byte 8\n")
  }

  @Test func `swapped pairs can be dropped, but not from a pipe`() throws {
    let result = try shell(
      """
      head -n 400 '\(corpus)/train.en' > a.en; head -n 400 '\(corpus)/train.fr' > a.fr
      { sed -n 1,299p a.en; sed -n 300p a.fr; sed -n '301,$p' a.en; } > b.en
      { sed -n 1,299p a.fr; sed -n 300p a.en; sed -n '301,$p' a.fr; } > b.fr
      translate corpus clean b.en b.fr --output-tsv o.tsv --drop-swapped; cat drops.tsv
      paste a.en a.fr | sed 300d | cmp - o.tsv
      translate corpus clean - b.fr --output-tsv p.tsv --drop-swapped < b.en
      """)
    #expect(result.status == 64)
    #expect(result.text == "b.en\t300\tswapped\n")
    #expect(
      result.standardError == """
        399 pairs kept, 1 left out
          source and target swapped  1
        translate corpus clean: --drop-swapped reads the corpus twice, which standard input cannot be
        Name a file, or two languages of different scripts.

        """)
  }

  // MARK: Clean and split

  @Test func `a corpus is cleaned and split`() throws {
    try folder.write("c.en", "a b\n\nc\nd\nd\nthe same\n" + (1...40).map { "x \($0)\n" }.joined())
    try folder.write("c.fr", "A B\nx\nC\nD\nD\nthe same\n" + (1...40).map { "y \($0)\n" }.joined())
    let result = try shell(
      """
      translate corpus clean c.en c.fr --output-source k.en --output-target k.fr --drops d.tsv \
        --drop-duplicates --drop-copies
      cat d.tsv
      translate corpus split k.en k.fr --output parts --valid 5 --test 0.25 --seed 3
      cat parts/*.en | sort | cmp - <(sort k.en)
      wc -l < parts/valid.fr; wc -l < parts/test.fr
      """)
    #expect(result.status == 0, "\(result.standardError)")
    #expect(
      result.text == """
        c.en\t2\tempty
        c.en\t5\tduplicate
        c.en\t6\tcopied-source
        5
        11

        """)
  }
}
