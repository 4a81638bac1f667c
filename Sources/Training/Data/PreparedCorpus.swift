import Corpora
import Files
import TextProcessing

/// A corpus that training may begin with, and what is to be told of it before.
public struct PreparedCorpus: Sendable {
  public let corpus: TrainingCorpus
  public let drops: DropCounts
  /// How much of its text the vocabularies know, over the pairs that are used.
  public let sourceCoverage: VocabularyCoverage
  public let targetCoverage: VocabularyCoverage
  /// What the check found that is worth a look.
  public let report: CorpusReport

  /// The files that had to be inflated.
  public var inflated: [InflatedFile] { corpus.pairs.index.inflated }
}

/// What one look at all pairs' tokens tells.
struct TokenScan {
  let counts: Sides<TokenCounts>
  private let pairs: UsablePairs
  private let lengths: PairLengths
  private let drops: DropCounts

  init(
    of index: PairIndex, _ pieces: Sides<Segmentation>, _ options: CorpusPreparation,
    _ onStage: (CorpusPreparation.Stage) -> Void, _ onDrop: (PairDrop) throws -> Void
  ) throws {
    onStage(.countingTokens)
    let counters = try (0..<options.threads).map { _ in
      try TokenCounter(
        pieces.source, pieces.target, maxLength: options.maxLength,
        ifInvalid: options.invalidUTF8, in: index.files)
    }
    var leftOut: [Int] = []
    var drops = DropCounts()
    try index.scan(by: counters) { drop in
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
    counts = Sides(
      source: TokenCounts(sum: counters.map(\.sourceCounts)),
      target: TokenCounts(sum: counters.map(\.targetCounts)))
  }

  func prepared(
    _ source: TextEncoding, _ target: TextEncoding, _ report: CorpusReport
  ) throws(CorpusPreparationError) -> PreparedCorpus {
    for (side, encoding) in [(CorpusSide.source, source), (.target, target)]
    where encoding.vocabulary.count == SpecialToken.allCases.count {
      throw .emptyVocabulary(side)
    }
    return PreparedCorpus(
      corpus: TrainingCorpus(pairs: pairs, source: source, target: target, lengths: lengths),
      drops: drops,
      sourceCoverage: VocabularyCoverage(of: counts.source, by: source.vocabulary),
      targetCoverage: VocabularyCoverage(of: counts.target, by: target.vocabulary),
      report: report)
  }
}
