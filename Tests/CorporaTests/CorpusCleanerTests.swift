import Files
import Foundation
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusCleanerTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func clean(_ files: CorpusFiles, _ cleaner: CorpusCleaner) throws -> (
    summary: CleaningSummary, drops: [Drop]
  ) {
    var cleaner = cleaner
    var drops: [Drop] = []
    let summary = try cleaner.clean(files, to: folder.sides("clean")) { drops.append($0) }
    return (summary, drops)
  }

  // MARK: Moses

  private func limits(_ run: [String: Any]) throws -> CorpusLimits {
    var limits = CorpusLimits.moses(
      minWords: try #require(run["min"] as? Int), maxWords: try #require(run["max"] as? Int))
    let arguments = try #require(run["args"] as? [String])
    switch arguments.first {
    case "-ratio": limits.maxRatio = Double(arguments[1])
    case "-ignore-ratio": limits.maxRatio = nil
    case "-max-word-length": limits.maxWordLength = Int(arguments[1])
    case "-lc", nil: break
    case let other?: Issue.record("an option that the test does not know: \(other)")
    }
    return limits
  }

  @Test func `the lines that clean-corpus-n keeps are kept`() throws {
    let fixture = try Fixture.json("clean_corpus_n.json")
    let pairs = try #require(fixture["pairs"] as? [[String]])
    let files = try folder.sides(
      pairs.map { $0[0] + "\n" }.joined(), pairs.map { $0[1] + "\n" }.joined())
    let runs = try #require(fixture["runs"] as? [[String: Any]])
    #expect(runs.count == 8)
    for run in runs {
      let kept = try #require(run["kept_lines"] as? [Int])
      let (summary, drops) = try clean(files, CorpusCleaner(limits: try limits(run)))
      #expect(drops.map(\.line) == (1...pairs.count).filter { !kept.contains($0) }, "\(run)")
      #expect(summary.kept == kept.count)
      let lines = kept.map { pairs[$0 - 1][0] + "\n" }.joined()
      #expect(try folder.bytes("clean.en") == Array(lines.utf8), "a kept line is as it was")
    }
  }

  /// What clean-corpus-n does with `min` 1, `max` 3 and `-max-word-length 4`.
  @Test(arguments: [("x", [1, 3, 4, 6]), ("x|y", [1, 2, 4, 5, 6, 7])])
  func `a bar in the first line says whether bars are nothing or part factors`(
    first: String, kept: [Int]
  ) throws {
    let source = lines(first, "|", "a | b | c", "ab|cd", "ab|cde", "a| b|", "abcd|efgh", "a|abcde")
    let files = try folder.sides(source, String(repeating: "x\n", count: 8))
    var limits = CorpusLimits.moses(minWords: 1, maxWords: 3)
    limits.maxWordLength = 4
    let (_, drops) = try clean(files, CorpusCleaner(limits: limits))
    #expect(drops.map(\.line) == (1...8).filter { !kept.contains($0) })
  }

  // MARK: Reasons

  static let reasons: [(source: String, target: String, reason: String?, side: CorpusSide)] = [
    ("a b", "x y", nil, .source),
    ("", "x", "empty", .source),
    ("a", " \u{A0}", "empty", .target),
    ("a b c d e f", "x y", "too-many-words 6", .source),
    ("a b c d e f", "", "empty", .target),
    ("a", "x y", "too-few-words 1", .source),
    ("a b c d e", "x y", "length-ratio 5:2", .source),
    ("a b", "x yyyyyyyyyyy", "long-word 11", .target),
    ("a b c", "x     y     z     w", "too-many-characters 19", .target),
    ("a\u{2028}b", "x y", "line-separator byte 2", .source),
    ("жы b", "x y", "wrong-script Cyrl", .source),
    ("a b", "a b ", "copied-source", .source),
    ("жы жы", "жы жы", "wrong-script Cyrl", .source),
    ("a\u{0}b c", "x y", nil, .source),
  ]

  @Test(arguments: reasons)
  func `a pair is dropped for the first reason in the order`(
    source: String, target: String, reason: String?, side: CorpusSide
  ) throws {
    let limits = CorpusLimits(
      minWords: 2, maxWords: 5, maxRatio: 2, maxWordLength: 10, maxCharacters: 18)
    var cleaner = CorpusCleaner(
      limits: limits, unwanted: [.empty, .lineSeparator, .wrongScript, .copiedSource],
      sourceLocale: "en", targetLocale: "fr")
    let found = cleaner.reasonToDrop(try LinePair(source, target))
    #expect(found?.reason == reason)
    #expect(found.map { $0.side ?? .source } == reason.map { _ in side })
  }

  @Test func `invalid UTF-8 always goes, and says where`() throws {
    let files = CorpusFiles.sides(
      source: try folder.write("c.en", [0x61, 0x0A, 0x62]),
      target: try folder.write("c.fr", [0x78, 0xFF, 0x0A, 0x79]))
    let (summary, drops) = try clean(files, CorpusCleaner(limits: CorpusLimits(), unwanted: []))
    #expect(drops == [Drop(path: files.path(of: .target), line: 1, reason: "invalid-utf8 byte 2")])
    #expect(summary == CleaningSummary(kept: 1, drops: [.invalidUTF8: 1]))
    #expect(try folder.text("clean.en") == "b")
  }

  @Test func `repetitions of kept pairs go`() throws {
    let files = try folder.sides(
      lines("a", " a", "a", "a", "b", "", ""), lines("x", "x", "z", "x", "x", "", ""))
    func dropped(_ unwanted: Set<CorpusProblem>) throws -> [String] {
      try clean(files, CorpusCleaner(limits: CorpusLimits(), unwanted: unwanted)).drops
        .map { "\($0.line) \($0.reason)" }
    }
    #expect(try dropped([]) == [])
    #expect(try dropped([.duplicate]) == ["2 duplicate", "4 duplicate"])
    #expect(try dropped([.otherTarget]) == ["3 other-target"])
    #expect(
      try dropped([.duplicate, .otherTarget]) == ["2 duplicate", "3 other-target", "4 duplicate"])
  }

  @Test func `what is kept is byte for byte as it was`() throws {
    let files = try folder.sides("\u{FEFF}a \r\n\nb\u{0B}", "x\n\n\ty|\r")
    let (summary, _) = try clean(files, CorpusCleaner(limits: CorpusLimits()))
    #expect(summary == CleaningSummary(kept: 2, drops: [.empty: 1]))
    #expect(try folder.bytes("clean.en") == Array("\u{FEFF}a \r\nb\u{0B}".utf8))
    #expect(try folder.bytes("clean.fr") == Array("x\n\ty|\r".utf8))
  }

  // MARK: Repairs

  @Test func `repairs are counted and named, and pairs are judged after them`() throws {
    let files = try folder.sides(
      "\u{FEFF}The cat &amp; the dog .\r\nThe  cat.\nThe cat.\n\t\nlast ",
      "Le chat\tet le chien .\nLe chat.\nLe chat.\nx\ndernier\r\n")
    let cleaner = CorpusCleaner(
      limits: CorpusLimits(maxRatio: 1.5), unwanted: [.empty, .duplicate, .tab], repairs: true)
    var (copy, ledger) = (cleaner, [String]())
    let summary = try copy.clean(
      files, to: folder.sides("clean"), onDrop: { ledger.append("\($0.line) \($0.reason)") },
      onRepair: { ledger.append("\($0.path.suffix(2)) \($0.line) \($0.reason)") })
    #expect(
      ledger == [
        "en 1 fixed carriage-return", "en 1 fixed byte-order-mark", "en 1 fixed entity",
        "fr 1 fixed tab", "en 2 fixed doubled-space", "3 duplicate", "4 empty",
        "en 5 fixed untrimmed", "fr 5 fixed carriage-return",
      ])
    #expect(
      summary
        == CleaningSummary(
          kept: 3, drops: [.duplicate: 1, .empty: 1],
          repairs: [
            .carriageReturn: 2, .byteOrderMark: 1, .characterReference: 1, .tab: 1,
            .doubledSpace: 1, .untrimmed: 1,
          ]))
    #expect(try folder.text("clean.en") == "The cat & the dog .\nThe cat.\nlast")
    #expect(try folder.text("clean.fr") == "Le chat et le chien .\nLe chat.\ndernier\n")
  }

  @Test(arguments: [false, true])
  func `swapped pairs are dropped, by the words of all others`(repairs: Bool) throws {
    var (source, target) = (SmallCorpus.source, SmallCorpus.target)
    for line in [4, 20] { (source[line], target[line]) = (target[line], source[line]) }
    let files = try folder.sides(
      source.map { $0 + "\n" }.joined(), target.map { $0 + "\n" }.joined())
    let cleaner = CorpusCleaner(
      limits: CorpusLimits(), unwanted: [.swapped], repairs: repairs)
    #expect(cleaner.readsTwice)
    let (summary, drops) = try clean(files, cleaner)
    #expect(drops.map { "\($0.line) \($0.reason)" } == ["5 swapped", "21 swapped"])
    #expect(summary.kept == 38)
    #expect(
      !CorpusCleaner(
        limits: CorpusLimits(), unwanted: [.swapped], sourceLocale: "en", targetLocale: "ru"
      ).readsTwice)
  }

  @Test func `an empty corpus is an error`() throws {
    let files = try folder.sides("", "")
    #expect(throws: CorpusError.noLines(path: files.paths[0])) {
      try clean(files, CorpusCleaner(limits: CorpusLimits()))
    }
    #expect(try folder.names == ["corpus.en", "corpus.fr"])
  }

  @Test func `a table stays a table, without the lines that are no pair`() throws {
    let path = try folder.write("c.tsv", "a\tx\r\nb\nc\ty\tz\nd\tw")
    let output = folder.path("clean.tsv")
    var cleaner = CorpusCleaner(limits: CorpusLimits())
    var reasons: [String] = []
    _ = try cleaner.clean(.table(path), to: .table(output)) { reasons.append($0.reason) }
    #expect(reasons == ["not-two-columns 0", "not-two-columns 2"])
    #expect(try folder.bytes("clean.tsv") == Array("a\tx\r\nd\tw".utf8))
  }

  @Test func `nothing is written of unequal files`() throws {
    let files = try folder.sides("a\nb\n", "x\n")
    #expect(throws: CorpusError.self) {
      try clean(files, CorpusCleaner(limits: CorpusLimits()))
    }
    #expect(try folder.names == ["corpus.en", "corpus.fr"])
  }

  @Test func `a summary in JSON has a key for each reason`() throws {
    let summary = CleaningSummary(
      kept: 3, drops: [.empty: 2, .lengthRatio: 1], repairs: [.tab: 1])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(summary), as: UTF8.self)
    #expect(json == #"{"drops":{"empty":2,"length-ratio":1},"kept":3,"repairs":{"tab":1}}"#)
  }

  @Test func `the ledger is one line of three fields a drop`() throws {
    var ledger = try DropLedger(path: folder.path("drops.tsv"))
    try ledger.add(Drop(path: "train.en", line: 7, reason: "empty"))
    try ledger.add(Drop(path: "a\tb\\c\nd\re", line: 12, reason: "length-ratio 1:12"))
    try ledger.commit()
    #expect(
      try folder.text("drops.tsv")
        == "train.en\t7\tempty\na\\tb\\\\c\\nd\\re\t12\tlength-ratio 1:12\n")
  }

  @Test func `a set of hashes knows what it was given, zero and crowded slots too`() {
    var seen = SeenHashes()
    var generator = SplitMix64(seed: 7)
    var hashes: [UInt64] = [0, .max, .max - 1, .max - 2] + (2..<3000)
    hashes += (0..<3000).map { _ in generator.next() }
    let isNew = hashes.map { seen.insert($0) }
    #expect(isNew.allSatisfy { $0 })
    let isNewAgain = hashes.map { seen.insert($0) }
    #expect(!isNewAgain.contains(true))
    #expect(hashes.allSatisfy { seen.contains($0) })
    let unknown = generator.next()
    #expect(!seen.contains(unknown))
    #expect(seen.count == hashes.count)
  }
}
