import TextProcessing

/// Translation edit rate (Snover et al., "A Study of Translation Edit Rate with Targeted Human
/// Annotation", 2006): how many words one would have to insert, delete, replace or shift (in groups)
/// to turn a text into its reference, for each hundred words of that.
///
/// Of several references the nearest counts, with their mean length. As Tercom searches: greedily,
/// and near the diagonal. Quadratic in a line's length, and more than that in its disorder.
public struct TER: Metric {
  public struct Options: Equatable, Sendable {
    /// Parts punctuation from words, and decodes XML's entities.
    public var normalizes = false
    public var keepsPunctuation = true
    /// Where normalizing, splits what is Chinese or Japanese into characters; where dropping
    /// punctuation, drops theirs.
    public var supportsAsian = false
    public var lowercases = true

    public init() {}
  }

  public let options: Options
  private let mapper: CaseMapper?
  private let words: WordNumbers
  private let references: [[[UInt32]]]  // [line, reference, word]

  /// One reference or more, each of as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws(CaseMapperError) {
    let mapper: CaseMapper? = options.lowercases ? try CaseMapper() : nil
    var words = WordNumbers()
    self.references = prepare(references) { line in
      let text = [Unicode.Scalar](line, lowercasedBy: mapper)
      return words.insert(wordsOf: options.splitReference(text))
    }
    self.options = options
    self.mapper = mapper
    self.words = words
  }

  public var name: String { "TER" }

  public var signature: Signature {
    Signature(
      references: references.first?.count ?? 1,
      [
        "case": caseField(lowercases: options.lowercases), "tok": "tercom",
        "norm": yesOrNo(options.normalizes), "punct": yesOrNo(options.keepsPunctuation),
        "asian": yesOrNo(options.supportsAsian),
      ])
  }

  public var lineCount: Int { references.count }

  /// Of each line the edits to the nearest reference, and the references' mean length.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    var statistics = LineStatistics(width: 2)
    for (number, line) in zip(lines.indices, lines) {
      let text = [Unicode.Scalar](line, lowercasedBy: mapper)
      let hypothesis = words.numbers(ofWordsOf: options.split(text))
      let references = references[number]
      let edits = references.map { editCount(from: hypothesis, to: $0) }.min() ?? 0
      let length = references.reduce(0) { $0 + $1.count }
      statistics.append([Double(edits), Double(length) / Double(references.count)])
    }
    return statistics
  }

  public func score(of counts: [Double]) -> TERScore {
    TERScore(edits: Int(counts[0]), referenceLength: counts[1])
  }
}

public struct TERScore: MetricScore, Equatable {
  public let edits: Int
  /// In words; where there are several references, their mean.
  public let referenceLength: Double

  /// Where the reference is empty, 100 if there is anything to delete.
  public var value: Double {
    if referenceLength > 0 { return 100 * (Double(edits) / referenceLength) }
    return edits > 0 ? 100 : 0
  }
}
