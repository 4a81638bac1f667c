import TextProcessing

/// BLEU (Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002):
/// how much of a text's n-grams of up to four words its references have.
///
/// ```swift
/// let bleu = try BLEU(references: [reference])
/// print(bleu.score(hypothesis).value, bleu.signature)
/// ```
public struct BLEU: Metric {
  public struct Options: Equatable, Sendable {
    public var tokenizer = Tokenizer.mteval13a
    public var smoothing = Smoothing.exponential
    public var lowercases = false
    /// Leaves out the lengths for which a hypothesis is too short: for scores of single lines.
    public var usesEffectiveOrder = false

    public init() {}
  }

  static let longest = 4

  public let options: Options
  private let mapper: CaseMapper?
  private let words: WordNumbers
  private let references: [[[UInt32]]]  // [line, reference, word]

  /// One reference or more, each of as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws(CaseMapperError) {
    let mapper: CaseMapper? = options.lowercases ? try CaseMapper() : nil
    var words = WordNumbers()
    self.references = prepare(references) { line in
      words.insert(wordsOf: options.tokenizer.split([Unicode.Scalar](line, lowercasedBy: mapper)))
    }
    self.options = options
    self.mapper = mapper
    self.words = words
  }

  public var name: String { "BLEU" }

  public var signature: Signature {
    Signature(
      references: references.first?.count ?? 1,
      [
        "case": caseField(lowercases: options.lowercases),
        "eff": yesOrNo(options.usesEffectiveOrder), "tok": options.tokenizer.rawValue,
        "smooth": options.smoothing.description,
      ])
  }

  public var lineCount: Int { references.count }

  /// Of each line its words and those of the reference nearest in length, then for each length the
  /// n-grams that match and those there are.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    var statistics = LineStatistics(width: 2 + 2 * Self.longest)
    var table = NgramTable(longest: Self.longest)
    for (number, line) in zip(lines.indices, lines) {
      let text = options.tokenizer.split([Unicode.Scalar](line, lowercasedBy: mapper))
      let hypothesis = words.numbers(ofWordsOf: text)
      table.fill(with: references[number])
      let counts =
        [hypothesis.count, nearestLength(to: hypothesis.count, among: references[number])]
        + table.takeMatches(of: hypothesis)
        + (1...Self.longest).map { ngramCount(hypothesis.count, length: $0) }
      statistics.append(counts.map(Double.init))
    }
    return statistics
  }

  public func score(of counts: [Double]) -> BLEUScore { BLEUScore(counts, options) }
}

/// The length of the reference that is nearest in length; of two, the shorter one's.
private func nearestLength(to length: Int, among references: [[UInt32]]) -> Int {
  let nearest = references.map(\.count).min { (abs($0 - length), $0) < (abs($1 - length), $1) }
  return nearest ?? 0
}
