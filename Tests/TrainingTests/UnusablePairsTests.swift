import Corpora
import Files
import TestSupport
import Testing
import TextProcessing

@testable import Training

/// What a corpus preparation leaves out, and what it refuses.
@Suite struct UnusablePairsTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func `pairs of no use are left out, each for a reason`() throws {
    var preparation = try folder.preparation("a b c\na\n\na\na a\n", "x\nx y z w\nx\n \t\nx x\n")
    preparation.maxLength = 2
    var drops: [PairDrop] = []
    let prepared = try preparation.prepare(onDrop: { drops.append($0) })
    #expect(
      drops == [
        PairDrop(number: 1, side: .source, reason: .tooManyTokens(3)),
        PairDrop(number: 2, side: .target, reason: .tooManyTokens(4)),
        PairDrop(number: 3, side: .source, reason: .empty),
        PairDrop(number: 4, side: .target, reason: .empty),
      ])
    #expect(prepared.drops.total == 4 && prepared.drops.tooManyTokens == 2)
    #expect(prepared.corpus.pairs.count == 1 && prepared.corpus.pairs.number(at: 0) == 5)
    // Of what is left out nothing is counted.
    #expect(
      words(of: prepared.corpus.source) == ["a"] && words(of: prepared.corpus.target) == ["x"])
    #expect(prepared.corpus.lengths.pairs.reduce(0, +) == 1)
  }

  @Test func `what Keras takes for nothing is empty`() throws {
    var drops: [PairDrop] = []
    _ = try folder.preparation("a\n?!\n", "x\ny\n", .keras).prepare(onDrop: { drops.append($0) })
    #expect(drops == [PairDrop(number: 2, side: .source, reason: .empty)])
  }

  @Test func `the ledger has a line for each`() throws {
    var preparation = try folder.preparation("a b\n\na\n", "x\nx\nx\n")
    preparation.maxLength = 1
    let path = folder.path("drops.tsv")
    var ledger = try DropLedger(path: path)
    let files = preparation.files
    _ = try preparation.prepare(onDrop: { try ledger.add($0.line(of: files)) })
    try ledger.commit()
    let source = files.path(of: .source)
    #expect(
      try folder.text("drops.tsv") == "\(source)\t1\ttoo-many-tokens 2\n\(source)\t2\tempty\n")
  }

  @Test(arguments: [
    (InvalidUTF8Policy.skip, ["c", "x"], 1), (.replace, ["a\u{FFFD}b", "c"], 0),
  ])
  func `what is not UTF-8 is treated as asked`(
    _ policy: InvalidUTF8Policy, _ vocabulary: [String], _ dropped: Int
  ) throws {
    let source = try folder.write("c.en", Array("a".utf8) + [0xFF] + Array("b\nc\n".utf8))
    var preparation = CorpusPreparation(
      .sides(source: source, target: try folder.write("c.fr", "x\nx\n")))
    preparation.sourceTokenizer = TokenizerOptions(kind: .space)
    preparation.invalidUTF8 = policy
    var drops: [Drop] = []
    let files = preparation.files
    let prepared = try preparation.prepare(onDrop: { drops.append($0.line(of: files)) })
    #expect(words(of: prepared.corpus.source) == vocabulary.filter { $0 != "x" })
    #expect(prepared.drops.invalidUTF8 == dropped)
    let drop = Drop(path: source, line: 1, reason: "invalid-utf8 byte 2")
    #expect(drops == Array(repeating: drop, count: dropped))
    #expect(prepared.report.has(.fault))  // it is told all the same
  }

  // MARK: Nothing to train on

  @Test func `refuses files of unequal length`() throws {
    let preparation = try folder.preparation("a\nb\n", "x\n")
    let error = CorpusError.unequalCounts(
      source: FileLength(path: preparation.files.path(of: .source), lines: 2),
      target: FileLength(path: preparation.files.path(of: .target), lines: 1))
    #expect(throws: error) { try preparation.prepare() }
  }

  @Test func `refuses what it cannot train on`() throws {
    let nothing = try folder.preparation("", "")
    #expect(throws: CorpusPreparationError.emptyCorpus(nothing.files)) { try nothing.prepare() }
    let blank = try folder.preparation("\n \n", "x\ny\n")
    var drops = DropCounts()
    drops.empty = 2
    #expect(throws: CorpusPreparationError.nothingUsable(blank.files, drops)) {
      try blank.prepare()
    }
    var rare = try folder.preparation("a\nb\n", "x\nx\n")
    rare.vocabularies = .separate(source: .built(minFrequency: 2), target: .built())
    #expect(throws: CorpusPreparationError.emptyVocabulary(.source)) { try rare.prepare() }
    rare.vocabularies = .separate(source: .built(), target: .built(maxSize: 4))
    #expect(throws: CorpusPreparationError.emptyVocabulary(.target)) { try rare.prepare() }
    rare.vocabularies = .joint(.built(maxSize: 3))
    #expect(throws: VocabularyError.sizeTooSmall(3, least: 4)) { try rare.prepare() }
  }

  @Test func `refuses a corpus with faults and carries them`() throws {
    let table = try folder.write("c.tsv", "a\tx\nb\nc\ty\tz\n")
    var found: CorpusReport?
    do {
      _ = try CorpusPreparation(.table(table)).prepare()
    } catch CorpusPreparationError.faults(let report) {
      found = report
    }
    let finding = try #require(found?.parts.first?.findings.first)
    #expect(finding.problem == .notTwoColumns && finding.count == 2)
    let invalid = CorpusPreparation(
      .sides(
        source: try folder.write("i.en", [0xFF, 0x0A]), target: try folder.write("i.fr", "x\n")))
    #expect(throws: CorpusPreparationError.self) { try invalid.prepare() }
  }

  @Test func `names a file that is missing and a language that nobody knows`() throws {
    let missing = folder.path("nowhere")
    #expect(throws: FileError.missing(path: missing)) {
      try CorpusPreparation(.table(missing)).prepare()
    }
    var preparation = try folder.preparation("a\n", "x\n")
    preparation.sourceTokenizer.locale = "xyzzy"
    #expect(throws: TokenizerError.unknownLocale("xyzzy")) {
      try preparation.prepare()
    }
  }
}
