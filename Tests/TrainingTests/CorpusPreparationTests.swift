import Corpora
import TestSupport
import Testing
import TextProcessing

@testable import Training

@Suite struct CorpusPreparationTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func `makes a vocabulary of each side's tokens`() throws {
    let prepared = try folder.preparation("b a\nb\n", "y x\ny z y\n").prepare()
    #expect(words(of: prepared.corpus.source) == ["b", "a"])
    #expect(words(of: prepared.corpus.target) == ["y", "x", "z"])
    #expect(prepared.corpus.pairs.count == 2 && prepared.drops == DropCounts())
    #expect(
      prepared.corpus.lengths.longestSource == 3 && prepared.corpus.lengths.longestTarget == 4)
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 3))
    #expect(prepared.targetCoverage.tokens.rate == 1)
    #expect(prepared.inflated.isEmpty)
  }

  @Test func `a vocabulary has its limits, and the coverage tells`() throws {
    var preparation = try folder.preparation("b a b c c\n", "y x y z\n")
    preparation.vocabularies = .separate(
      source: .built(maxSize: 6), target: .built(minFrequency: 2))
    let prepared = try preparation.prepare()
    #expect(words(of: prepared.corpus.source) == ["b", "c"])
    #expect(words(of: prepared.corpus.target) == ["y"])
    #expect(prepared.sourceCoverage.tokens == VocabularyCoverage.Tally(known: 4, unknown: 1))
    #expect(prepared.targetCoverage.types == VocabularyCoverage.Tally(known: 1, unknown: 2))
  }

  @Test func `a joint vocabulary is one for both`() throws {
    var preparation = try folder.preparation("b a\n", "a c\n")
    preparation.vocabularies = .joint(.built())
    let prepared = try preparation.prepare()
    #expect(words(of: prepared.corpus.source) == ["a", "b", "c"])
    #expect(prepared.corpus.source.vocabulary == prepared.corpus.target.vocabulary)
  }

  @Test func `vocabularies and merges that are given are used`() throws {
    var counts = TokenCounts()
    for word in ["lo@@", "w", "er"] { counts.add(Array(word.utf8).span, count: 2) }
    let vocabulary = try Vocabulary(counts: counts)
    let merges = try BytePairMerges(bytes: Array("#version: 0.2\nl o\n".utf8), path: "merges")
    var preparation = try folder.preparation("low lower\n", "x\n")
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

  private func vocabulary(_ words: String...) throws -> Vocabulary {
    var counts = TokenCounts()
    for word in words { counts.add(Array(word.utf8).span) }
    return try Vocabulary(counts: counts)
  }

  @Test func `a vocabulary has to know some of the text`() throws {
    var preparation = try folder.preparation("a b\n", "x\n")
    preparation.vocabularies = .separate(source: .built(), target: .given(try vocabulary("y")))
    #expect(throws: CorpusPreparationError.unrelatedVocabulary(.target)) {
      try preparation.prepare()
    }
    preparation.vocabularies = .joint(.given(try vocabulary()))
    #expect(throws: CorpusPreparationError.emptyVocabulary(.source)) { try preparation.prepare() }
  }

  @Test func `what is given has to be that of encodings that exist`() throws {
    let merges = try BytePairMerges(bytes: Array("#version: 0.2\na b\n".utf8), path: "merges")
    var preparation = try folder.preparation("ab c\n", "c\n")
    preparation.merges = .joint(.given(merges))
    preparation.vocabularies = .joint(.given(try vocabulary("ab", "c")))
    let encoding = try preparation.prepare().corpus.source
    _ = try preparation.prepare(source: encoding, target: encoding)
    preparation.vocabularies = .separate(
      source: .built(), target: .given(try vocabulary("c", "ab", "d")))
    #expect(throws: CorpusPreparationError.otherVocabulary(.target)) {
      try preparation.prepare(source: encoding, target: encoding)
    }
    preparation.vocabularies = .joint(.built())
    preparation.merges = .joint(
      .given(try BytePairMerges(bytes: Array("#version: 0.2\nb c\n".utf8), path: "merges")))
    #expect(throws: CorpusPreparationError.otherMerges(.source)) {
      try preparation.prepare(source: encoding, target: encoding)
    }
  }

  // MARK: Merges

  private static let sentences = ["lower lowest", "newer newest wider", "low new"]

  private func learned(from lines: [String], count: Int) -> BytePairMerges {
    var counts = TokenCounts()
    for word in lines.flatMap({ $0.split(separator: " ") }) { counts.add(Array(word.utf8).span) }
    return BytePairMerges(learnedFrom: counts, limit: count)
  }

  @Test func `merges are learned from both sides together`() throws {
    let text = Self.sentences.map { $0 + "\n" }.joined()
    var preparation = try folder.preparation(text, text)
    preparation.merges = .joint(.learned(count: 8))
    let prepared = try preparation.prepare()
    #expect(
      prepared.corpus.source.segmentation.merges
        == learned(from: Self.sentences + Self.sentences, count: 8))
    #expect(prepared.corpus.target.segmentation == prepared.corpus.source.segmentation)
  }

  @Test func `or from each by itself`() throws {
    let text = Self.sentences.map { $0 + "\n" }.joined()
    var preparation = try folder.preparation(text, "aaaa aaaa\naaaa\naaaa\n")
    preparation.merges = .separate(
      source: .learned(count: 5), target: .learned(count: 1, minFrequency: 3))
    let prepared = try preparation.prepare()
    #expect(
      prepared.corpus.source.segmentation.merges == learned(from: Self.sentences, count: 5))
    #expect(prepared.corpus.target.segmentation.merges?.count == 1)
  }

  @Test func `merges that were learned can be read again`() throws {
    var preparation = try folder.preparation("\ra\rb \ra\rb\n", "x\n")
    preparation.merges = .joint(.learned(count: 50, minFrequency: 1))
    let encoding = try preparation.prepare().corpus.source
    #expect(try TextEncoding(encoding.texts, path: "model") == encoding)
  }

  // MARK: All of it

  @Test func `notes and overlaps are told`() throws {
    var preparation = try folder.preparation("a\nb\nb\n", "x\ny\ny\n")
    let valid = try SampleCorpus([("b", "y")])
    preparation.otherParts = [CorpusPart(name: "valid", files: valid.files)]
    let report = try preparation.prepare().report
    #expect(report.parts[0].findings.map(\.problem) == [.duplicate])
    #expect(report.overlaps.map(\.count) == [1, 1, 1])
  }

  @Test func `tells what it is at`() throws {
    var preparation = try folder.preparation("ab ab\n", "x\n")
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
    let prepared = try folder.preparation("a c\n\n", "b b\nx\n").prepare(
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
