import TestSupport
import Testing
import TextProcessing

@testable import Training

@Suite struct CorpusPreparationTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func preparation(
    _ source: String, _ target: String, _ kind: TokenizerKind = .space
  ) throws -> CorpusPreparation {
    var preparation = CorpusPreparation(
      .sides(source: try folder.write("c.en", source), target: try folder.write("c.fr", target)))
    preparation.sourceTokenizer = TokenizerOptions(kind: kind)
    preparation.targetTokenizer = TokenizerOptions(kind: kind)
    return preparation
  }

  private func words(_ encoding: TextEncoding) -> [String] {
    (4..<encoding.vocabulary.count).map { String(decoding: encoding.vocabulary[$0], as: UTF8.self) }
  }

  @Test func `makes a vocabulary of each side's tokens`() throws {
    let prepared = try preparation("b a\nb\n", "y x\ny z y\n").prepare()
    #expect(words(prepared.corpus.source) == ["b", "a"])
    #expect(words(prepared.corpus.target) == ["y", "x", "z"])
    #expect(prepared.corpus.pairs.count == 2 && prepared.drops == DropCounts())
    #expect(
      prepared.corpus.lengths.longestSource == 3 && prepared.corpus.lengths.longestTarget == 4)
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 3))
    #expect(prepared.targetCoverage.tokens.rate == 1)
    #expect(prepared.inflated.isEmpty)
  }

  @Test func `a vocabulary has its limits, and the coverage tells`() throws {
    var preparation = try preparation("b a b c c\n", "y x y z\n")
    preparation.vocabularies = .separate(
      source: .built(maxSize: 6), target: .built(minFrequency: 2))
    let prepared = try preparation.prepare()
    #expect(words(prepared.corpus.source) == ["b", "c"])
    #expect(words(prepared.corpus.target) == ["y"])
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 4, unknown: 1))
    #expect(prepared.targetCoverage.types == VocabularyCoverage.Tally(known: 1, unknown: 2))
  }

  @Test func `a joint vocabulary is one for both`() throws {
    var preparation = try preparation("b a\n", "a c\n")
    preparation.vocabularies = .joint(.built())
    let prepared = try preparation.prepare()
    #expect(words(prepared.corpus.source) == ["a", "b", "c"])
    #expect(prepared.corpus.source.vocabulary == prepared.corpus.target.vocabulary)
  }

  @Test func `vocabularies and merges that are given are used`() throws {
    var counts = TokenCounts()
    for word in ["lo@@", "w", "er"] { counts.add(Array(word.utf8).span, count: 2) }
    let vocabulary = try Vocabulary(counts: counts)
    let merges = try BytePairMerges(bytes: Array("#version: 0.2\nl o\n".utf8), path: "merges")
    var preparation = try preparation("low lower\n", "x\n")
    preparation.merges = .separate(source: .given(merges), target: .none)
    preparation.vocabularies = .separate(source: .given(vocabulary), target: .built())
    let prepared = try preparation.prepare()
    #expect(prepared.corpus.source.vocabulary == vocabulary)
    #expect(prepared.corpus.source.segmentation.merges == merges)
    #expect(prepared.corpus.target.segmentation.merges == nil)
    // lo@@ w lo@@ w@@ e@@ r
    #expect(prepared.corpus.lengths.longestSource == 7)
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 3, unknown: 3))
  }

  // MARK: Merges

  private static let words = ["lower lowest", "newer newest wider", "low new"]

  private func learned(from lines: [String], count: Int) -> BytePairMerges {
    var counts = TokenCounts()
    for word in lines.flatMap({ $0.split(separator: " ") }) { counts.add(Array(word.utf8).span) }
    return BytePairMerges(learnedFrom: counts, limit: count)
  }

  @Test func `merges are learned from both sides together`() throws {
    let text = Self.words.map { $0 + "\n" }.joined()
    var preparation = try preparation(text, text)
    preparation.merges = .joint(.learned(count: 8))
    let prepared = try preparation.prepare()
    #expect(
      prepared.corpus.source.segmentation.merges
        == learned(from: Self.words + Self.words, count: 8))
    #expect(prepared.corpus.target.segmentation == prepared.corpus.source.segmentation)
  }

  @Test func `or from each by itself`() throws {
    let text = Self.words.map { $0 + "\n" }.joined()
    var preparation = try preparation(text, "aaaa aaaa\naaaa\naaaa\n")
    preparation.merges = .separate(
      source: .learned(count: 5), target: .learned(count: 1, minFrequency: 3))
    let prepared = try preparation.prepare()
    #expect(
      prepared.corpus.source.segmentation.merges == learned(from: Self.words, count: 5))
    #expect(prepared.corpus.target.segmentation.merges?.count == 1)
  }

  @Test func `merges that were learned can be read again`() throws {
    var preparation = try preparation("\ra\rb \ra\rb\n", "x\n")
    preparation.merges = .joint(.learned(count: 50, minFrequency: 1))
    let encoding = try preparation.prepare().corpus.source
    #expect(try TextEncoding(encoding.texts, path: "model") == encoding)
  }

  // MARK: Pairs left out

  @Test func `pairs of no use are left out, each for a reason`() throws {
    var preparation = try preparation("a b c\na\n\na\na a\n", "x\nx y z w\nx\n \t\nx x\n")
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
    #expect(words(prepared.corpus.source) == ["a"] && words(prepared.corpus.target) == ["x"])
    #expect(prepared.corpus.lengths.count == 1)
  }

  @Test func `what Keras takes for nothing is empty`() throws {
    var drops: [PairDrop] = []
    _ = try preparation("a\n?!\n", "x\ny\n", .keras).prepare(onDrop: { drops.append($0) })
    #expect(drops == [PairDrop(number: 2, side: .source, reason: .empty)])
  }

  @Test func `the ledger has a line for each`() throws {
    var preparation = try preparation("a b\n\na\n", "x\nx\nx\n")
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
    #expect(words(prepared.corpus.source) == vocabulary.filter { $0 != "x" })
    #expect(prepared.drops.invalidUTF8 == dropped)
    let drop = Drop(path: source, line: 1, reason: "invalid-utf8 byte 2")
    #expect(drops == Array(repeating: drop, count: dropped))
    #expect(prepared.report.hasFaults)  // it is told all the same
  }

  // MARK: Nothing to train on

  @Test func `refuses files of unequal length`() throws {
    let preparation = try preparation("a\nb\n", "x\n")
    let error = CorpusError.unequalCounts(
      source: FileLength(path: preparation.files.path(of: .source), lines: 2),
      target: FileLength(path: preparation.files.path(of: .target), lines: 1))
    #expect(throws: error) { try preparation.prepare() }
  }

  @Test func `refuses what it cannot train on`() throws {
    let nothing = try preparation("", "")
    #expect(throws: CorpusPreparationError.emptyCorpus(nothing.files)) { try nothing.prepare() }
    let blank = try preparation("\n \n", "x\ny\n")
    var drops = DropCounts()
    drops.empty = 2
    #expect(throws: CorpusPreparationError.nothingUsable(blank.files, drops)) {
      try blank.prepare()
    }
    var rare = try preparation("a\nb\n", "x\nx\n")
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
    var preparation = try preparation("a\n", "x\n")
    preparation.sourceTokenizer.locale = "xyzzy"
    #expect(throws: TokenizerError.unknownLocale("xyzzy")) {
      try preparation.prepare()
    }
  }

  // MARK: All of it

  @Test func `notes and overlaps are told`() throws {
    var preparation = try preparation("a\nb\nb\n", "x\ny\ny\n")
    let valid = try SampleCorpus([("b", "y")])
    preparation.otherParts = [CorpusPart(name: "valid", files: valid.files)]
    let report = try preparation.prepare().report
    #expect(report.parts[0].findings.map(\.problem) == [.duplicate])
    #expect(report.overlaps.map(\.count) == [1, 1, 1])
  }

  @Test func `tells what it is at`() throws {
    var preparation = try preparation("ab ab\n", "x\n")
    var stages: [CorpusPreparation.Stage] = []
    _ = try preparation.prepare(onStage: { stages.append($0) })
    #expect(stages == [.indexing, .checking, .countingTokens])
    preparation.merges = .joint(.learned(count: 1))
    stages = []
    _ = try preparation.prepare(onStage: { stages.append($0) })
    #expect(stages == [.indexing, .checking, .countingWords, .learningMerges, .countingTokens])
  }

  @Test func `encodings that are there stay as they are`() throws {
    let encoding = try TextEncoding.learned(from: ["a b"], TokenizerOptions(kind: .space))
    let prepared = try preparation("a c\n\n", "b b\nx\n").prepare(
      source: encoding, target: encoding)
    #expect(prepared.corpus.source == encoding && prepared.corpus.target == encoding)
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 1, unknown: 1))
    #expect(prepared.drops.empty == 1)
  }

  @Test(arguments: [2, 3, 7]) func `any number of threads gives the same`(threads: Int) throws {
    let sample = try SampleCorpus(count: 5_000, longest: 10)
    func prepared(threads: Int) throws -> (PreparedCorpus, [PairDrop]) {
      var preparation = CorpusPreparation(sample.files)
      preparation.merges = .joint(.learned(count: 30))
      preparation.maxLength = 20
      preparation.threads = threads
      var drops: [PairDrop] = []
      return (try preparation.prepare(onDrop: { drops.append($0) }), drops)
    }
    let (expected, drops) = try prepared(threads: 1)
    let (found, sameDrops) = try prepared(threads: threads)
    #expect(found.corpus.source == expected.corpus.source)
    #expect(found.corpus.target == expected.corpus.target)
    #expect(found.corpus.lengths == expected.corpus.lengths)
    #expect(found.sourceCoverage == expected.sourceCoverage)
    #expect(!drops.isEmpty && sameDrops == drops)
  }

  @Test func `the error is that of the first pair, whoever finds it`() throws {
    struct Stop: Error, Equatable { var number: Int }
    let sample = try SampleCorpus((0..<9_000).map { ($0 % 3_000 == 2_999 ? "" : "a", "x") })
    var preparation = CorpusPreparation(sample.files)
    preparation.threads = 4
    #expect(throws: Stop(number: 3_000)) {
      try preparation.prepare(onDrop: { throw Stop(number: $0.number) })
    }
  }

  /// Text files in, batches out, and the text comes back from them.
  @Test(arguments: [TokenizerKind.icu, .char]) func `batches give back the corpus`(
    kind: TokenizerKind
  ) throws {
    var random = RandomText(seed: 20_250_608)
    let pairs = (0..<300).map { _ in (random.line() + "a", "b" + random.line()) }.filter {
      !($0.0 + $0.1).unicodeScalars.contains { $0 == "\r" || $0 == "\u{FEFF}" || $0 == "\t" }
    }
    let table = pairs.map { "\($0)\t\($1)\r\n" }.joined()
    let path = try folder.write("c.tsv.gz", gzipped(Array(table.utf8)))
    var preparation = CorpusPreparation(.table(path))
    preparation.sourceTokenizer = TokenizerOptions(kind: kind)
    preparation.targetTokenizer = TokenizerOptions(kind: kind)
    preparation.merges = kind == .icu ? .joint(.learned(count: 20)) : .joint(.none)
    let prepared = try preparation.prepare()
    #expect(prepared.inflated.map(\.size) == [table.utf8.count])
    var batches = try Batches(prepared.corpus, BatchOptions(miniBatch: 20, maxiBatch: 3))
    let decoders = [prepared.corpus.source.makeDecoder(), prepared.corpus.target.makeDecoder()]
    var seen = 0
    while batches.position.epoch == 1 {
      let batch = try batches.next()
      for (index, line) in batch.lines.enumerated() {
        let texts = [
          decoders[0].text(of: batch.source[index]), decoders[1].text(of: batch.target[index]),
        ]
        let expected = [pairs[line - 1].0, pairs[line - 1].1]
        #expect(texts.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
        seen += 1
      }
    }
    #expect(seen == pairs.count)
  }
}
