import Corpora
import Files
import TextProcessing

/// Prepares text files for training: the encodings of both sides, the usable pairs, and what a user
/// wants to know before spending hours.
///
/// The corpus is read several times and never held: memory is 8 bytes per line of each file, the
/// distinct words, and the check's (see `CorpusCheck`). The result does not depend on the number of
/// threads.
package struct CorpusPreparation: Sendable {
  package var files: CorpusFiles
  package var sourceTokenizer = TokenizerOptions()
  package var targetTokenizer = TokenizerOptions()
  package var merges = PerSide<MergesPlan>.joint(.none)
  /// Tied embeddings need a joint one.
  package var vocabularies = PerSide<VocabularyPlan>.separate(source: .built(), target: .built())
  /// The maximum number of tokens in a sentence, `</s>` not counted; pairs with a longer one are left
  /// out.
  package var maxLength: Int?
  package var invalidUTF8 = InvalidUTF8Policy.error
  /// Other parts, such as the validation's, that are checked beside this one and against it.
  package var otherParts: [CorpusPart] = []
  package var threads = 1

  package init(_ files: CorpusFiles) { self.files = files }

  package enum Stage: Equatable, Sendable {
    case indexing
    case checking
    case countingWords
    case learningMerges
    case countingTokens
  }

  /// Makes the encodings as planned.
  ///
  /// `onDrop` is called for each pair left out, in their order. Throws a `CorpusPreparationError`, a
  /// `CorpusError` such as `unequalCounts`, a `FileError`, a `TokenizerError` or a `VocabularyError`.
  package func prepare(
    onStage: (Stage) throws -> Void = { _ in }, onDrop: (PairDrop) throws -> Void = { _ in }
  ) throws -> PreparedCorpus {
    let words = Sides(
      source: try Segmentation(sourceTokenizer), target: try Segmentation(targetTokenizer))
    let (index, report) = try inspect(onStage)
    let merges = try merges(words, of: index, onStage)
    let pieces = Sides(
      source: try Segmentation(sourceTokenizer, merges: merges.source),
      target: try Segmentation(targetTokenizer, merges: merges.target))
    let scan = try TokenScan(of: index, pieces, self, onStage, onDrop)
    let vocabularies = try vocabularies.carriedOut(with: scan.counts) {
      try $0.vocabulary(from: $1)
    }
    return try scan.prepared(
      TextEncoding(pieces.source, vocabulary: vocabularies.source),
      TextEncoding(pieces.target, vocabulary: vocabularies.target), report)
  }

  /// Takes the tokenizers, merges and vocabularies of encodings that exist, such as a checkpoint's.
  /// Merges and vocabularies that are given have to be the same.
  package func prepare(
    source: TextEncoding, target: TextEncoding, onStage: (Stage) throws -> Void = { _ in },
    onDrop: (PairDrop) throws -> Void = { _ in }
  ) throws -> PreparedCorpus {
    try requireGiven(Sides(source: source, target: target))
    var preparation = self
    preparation.sourceTokenizer = source.segmentation.options
    preparation.targetTokenizer = target.segmentation.options
    let (index, report) = try preparation.inspect(onStage)
    let pieces = Sides(source: source.segmentation, target: target.segmentation)
    return try TokenScan(of: index, pieces, self, onStage, onDrop).prepared(source, target, report)
  }

  private func requireGiven(
    _ encodings: Sides<TextEncoding>
  ) throws(CorpusPreparationError) {
    for side in CorpusSide.allCases {
      let encoding = encodings[side]
      if case .given(let vocabulary) = vocabularies[side], vocabulary != encoding.vocabulary {
        throw .otherVocabulary(side)
      }
      if case .given(let merges) = merges[side], merges != encoding.segmentation.merges {
        throw .otherMerges(side)
      }
    }
  }

  private func inspect(_ onStage: (Stage) throws -> Void) throws -> (PairIndex, CorpusReport) {
    try onStage(.indexing)
    let index = try PairIndex(files)
    if index.count == 0 { throw CorpusPreparationError.emptyCorpus(files) }
    try onStage(.checking)
    let locales = [sourceTokenizer, targetTokenizer].map { $0.locale.isEmpty ? nil : $0.locale }
    let check = CorpusCheck(sourceLocale: locales[0], targetLocale: locales[1])
    let report = try check.check([CorpusPart(name: "train", files: files)] + otherParts)
    if report.parts.contains(where: { $0.findings.contains(where: isFault) }) {
      throw CorpusPreparationError.faults(report)
    }
    return (index, report)
  }

  private func isFault(_ finding: CorpusFinding) -> Bool {
    let isTreated = finding.problem == .invalidUTF8 && invalidUTF8 != .error
    return finding.problem.severity == .fault && !isTreated
  }

  private func merges(
    _ words: Sides<Segmentation>, of index: PairIndex, _ onStage: (Stage) throws -> Void
  ) throws -> Sides<BytePairMerges?> {
    var counts = Sides(source: TokenCounts(), target: TokenCounts())
    if merges.plans.contains(where: \.isLearned) {
      try onStage(.countingWords)
      let counters = try (0..<threads).map { _ in try WordCounter(words) }
      try index.scan(by: counters, ifInvalid: invalidUTF8, onDrop: { _ in })
      counts = Sides(sum: counters.map(\.counts))
      try onStage(.learningMerges)
    }
    return merges.carriedOut(with: counts) { $0.merges(from: $1) }
  }
}

/// A corpus that is ready for training, and what is worth knowing about it before.
package struct PreparedCorpus: Sendable {
  package let corpus: TrainingCorpus
  package let drops: DropCounts
  /// How much of the text of the pairs that are used the vocabularies know.
  package let sourceCoverage: VocabularyCoverage
  package let targetCoverage: VocabularyCoverage
  package let report: CorpusReport

  /// The files that had to be inflated.
  package var inflated: [InflatedFile] { corpus.pairs.index.inflated }
}

/// The results of one pass over the tokens of all pairs.
private struct TokenScan {
  let counts: Sides<TokenCounts>
  private let pairs: UsablePairs
  private let lengths: PairLengths
  private let drops: DropCounts

  init(
    of index: PairIndex, _ pieces: Sides<Segmentation>, _ options: CorpusPreparation,
    _ onStage: (CorpusPreparation.Stage) throws -> Void, _ onDrop: (PairDrop) throws -> Void
  ) throws {
    try onStage(.countingTokens)
    let counters = try (0..<options.threads).map { _ in
      try TokenCounter(pieces, maxLength: options.maxLength)
    }
    var leftOut: [Int] = []
    var drops = DropCounts()
    try index.scan(by: counters, ifInvalid: options.invalidUTF8) { drop in
      leftOut.append(drop.number)
      drops.add(drop.reason)
      try onDrop(drop)
    }
    if leftOut.count == index.count {
      throw CorpusPreparationError.nothingUsable(index.files, drops)
    }
    pairs = UsablePairs(index, leavingOut: leftOut)
    self.drops = drops
    lengths = counters.reduce(into: PairLengths()) { $0.merge($1.lengths) }
    counts = Sides(sum: counters.map(\.counts))
  }

  func prepared(
    _ source: TextEncoding, _ target: TextEncoding, _ report: CorpusReport
  ) throws(CorpusPreparationError) -> PreparedCorpus {
    let coverage = Sides(
      source: VocabularyCoverage(of: counts.source, by: source.vocabulary),
      target: VocabularyCoverage(of: counts.target, by: target.vocabulary))
    for (side, encoding) in [(CorpusSide.source, source), (.target, target)]
    where coverage[side].tokens.known == 0 {
      let isEmpty = encoding.vocabulary.count == SpecialToken.allCases.count
      throw isEmpty ? .emptyVocabulary(side) : .unrelatedVocabulary(side)
    }
    return PreparedCorpus(
      corpus: TrainingCorpus(pairs: pairs, source: source, target: target, lengths: lengths),
      drops: drops, sourceCoverage: coverage.source, targetCoverage: coverage.target,
      report: report)
  }
}

/// Why the files of a training cannot be used.
package enum CorpusPreparationError: Error, Equatable, Sendable {
  /// The source has no lines.
  case emptyCorpus(CorpusFiles)
  /// The report has findings that are faults.
  case faults(CorpusReport)
  /// Every pair was left out.
  case nothingUsable(CorpusFiles, DropCounts)
  /// It has the special tokens and no others.
  case emptyVocabulary(CorpusSide)
  /// It has none of the tokens of the corpus.
  case unrelatedVocabulary(CorpusSide)
  /// The vocabulary or the merges that are given are not those of the encoding that exists.
  case otherVocabulary(CorpusSide)
  case otherMerges(CorpusSide)
  /// A file of the validation text has no lines.
  case emptyValidation(path: String)
  /// A line of it has more tokens than can be scored.
  case validationTooLong(path: String, line: Int, tokens: Int, limit: Int)
}
