import Corpora
import Files
import TextProcessing

/// Makes of text files what training begins with: encodings of both sides, the pairs that are of
/// use, and the facts that a user wants to know before hours are spent.
///
/// The corpus is read several times and never held: memory is 8 bytes a line of each file, the
/// different words, and for a while the check's (see `CorpusCheck`). The result does not depend on
/// the number of threads.
public struct CorpusPreparation: Sendable {
  public var files: CorpusFiles
  public var sourceTokenizer = TokenizerOptions()
  public var targetTokenizer = TokenizerOptions()
  public var merges = PerSide<MergesPlan>.joint(.none)
  /// Tied embeddings need a joint one.
  public var vocabularies = PerSide<VocabularyPlan>.separate(source: .built(), target: .built())
  /// How many tokens a sentence may have, `</s>` not counted; a pair with a longer one is left out.
  public var maxLength: Int?
  public var invalidUTF8 = InvalidUTF8Policy.error
  /// Other parts, such as the validation's, that are checked beside this one and against it.
  public var otherParts: [CorpusPart] = []
  public var threads = 1
  /// Where what is compressed is inflated.
  public var temporaryFolder = LineIndex.temporaryFolder

  public init(_ files: CorpusFiles) { self.files = files }

  /// What the work has come to.
  public enum Stage: Equatable, Sendable {
    case indexing
    case checking
    case countingWords
    case learningMerges
    case countingTokens
  }

  /// Makes the encodings as planned.
  ///
  /// `onDrop` is told of each pair left out, in their order. Throws a `CorpusPreparationError`, a
  /// `CorpusError` such as `unequalCounts`, a `FileError`, a `TokenizerError` or a `VocabularyError`.
  public func prepare(
    onStage: (Stage) -> Void = { _ in }, onDrop: (PairDrop) throws -> Void = { _ in }
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

  /// The same with encodings that are there, such as those of a model to go on with. Tokenizers,
  /// merges and vocabularies are theirs.
  public func prepare(
    source: TextEncoding, target: TextEncoding, onStage: (Stage) -> Void = { _ in },
    onDrop: (PairDrop) throws -> Void = { _ in }
  ) throws -> PreparedCorpus {
    var preparation = self
    preparation.sourceTokenizer = source.segmentation.options
    preparation.targetTokenizer = target.segmentation.options
    let (index, report) = try preparation.inspect(onStage)
    let pieces = Sides(source: source.segmentation, target: target.segmentation)
    return try TokenScan(of: index, pieces, self, onStage, onDrop).prepared(source, target, report)
  }

  private func inspect(_ onStage: (Stage) -> Void) throws -> (PairIndex, CorpusReport) {
    onStage(.indexing)
    let index = try PairIndex(files, inflatingTo: temporaryFolder)
    if index.count == 0 { throw CorpusPreparationError.emptyCorpus(files) }
    onStage(.checking)
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
    _ words: Sides<Segmentation>, of index: PairIndex, _ onStage: (Stage) -> Void
  ) throws -> Sides<BytePairMerges?> {
    guard merges.plans.contains(where: \.isLearned) else {
      let nothing = Sides(source: TokenCounts(), target: TokenCounts())
      return merges.carriedOut(with: nothing) { $0.merges(from: $1) }
    }
    onStage(.countingWords)
    let counters = try (0..<threads).map { _ in
      try WordCounter(words.source, words.target, ifInvalid: invalidUTF8, in: files)
    }
    try index.scan(by: counters, onDrop: { _ in })
    let counts = Sides(
      source: TokenCounts(sum: counters.map(\.sourceCounts)),
      target: TokenCounts(sum: counters.map(\.targetCounts)))
    onStage(.learningMerges)
    return merges.carriedOut(with: counts) { $0.merges(from: $1) }
  }
}

/// Why there is nothing to train on.
public enum CorpusPreparationError: Error, Equatable, Sendable {
  /// Not one line.
  case emptyCorpus(CorpusFiles)
  /// The report has findings that are faults.
  case faults(CorpusReport)
  /// Every pair was left out.
  case nothingUsable(CorpusFiles, DropCounts)
  /// The special tokens and no others.
  case emptyVocabulary(CorpusSide)
}
