import Files
import TextProcessing

/// chrF (Popović, "chrF: Character N-gram F-score for Automatic MT Evaluation", 2015), and with words
/// chrF++ (Popović, "chrF++: Words Helping Character N-grams", 2017): the F-score of the n-grams of
/// characters that a text and its reference share. Of several references each line has the best.
public struct ChrF: Metric {
  public struct Options: Equatable, Sendable {
    /// The longest n-grams of characters, and those of words: 2 in chrF++.
    public var characterOrder = 6
    public var wordOrder = 0
    /// How many times as much recall weighs as precision.
    public var beta = 2
    public var lowercases = false
    /// Whether white space counts as characters.
    public var keepsWhiteSpace = false
    /// Smooths as chrF++.py does, and leaves no length out.
    public var usesEpsilon = false

    public init() {}

    /// chrF++.
    public static var withWords: Options {
      var options = Options()
      options.wordOrder = 2
      return options
    }
  }

  /// A line as it is compared: numbers for its characters and for its words.
  private struct Line {
    var characters: [UInt32]
    var words: [UInt32]
  }

  public let options: Options
  private let mapper: CaseMapper?
  private let words: WordNumbers
  private let references: [[Line]]  // [line, reference]

  /// One reference or more, each of as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws(CaseMapperError) {
    precondition(options.characterOrder >= 0 && options.wordOrder >= 0 && options.beta > 0)
    let mapper: CaseMapper? = options.lowercases ? try CaseMapper() : nil
    var words = WordNumbers()
    self.references = prepare(references) { line in
      let text = [Unicode.Scalar](line, lowercasedBy: mapper)
      return Line(
        characters: options.characters(of: text),
        words: options.words(of: text).map { words.insert($0) })
    }
    self.options = options
    self.mapper = mapper
    self.words = words
  }

  public var name: String {
    "chrF\(options.beta)" + String(repeating: "+", count: options.wordOrder)
  }

  public var signature: Signature {
    Signature(
      references: references.first?.count ?? 1,
      [
        "case": caseField(lowercases: options.lowercases), "eff": yesOrNo(!options.usesEpsilon),
        "nc": "\(options.characterOrder)", "nw": "\(options.wordOrder)",
        "space": yesOrNo(options.keepsWhiteSpace),
      ])
  }

  public var lineCount: Int { references.count }

  /// Of each line and each length, the n-grams of the hypothesis, those of the reference and those in
  /// both.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    var statistics = LineStatistics(width: 3 * (options.characterOrder + options.wordOrder))
    var characterTable = NgramTable(longest: options.characterOrder)
    var wordTable = NgramTable(longest: options.wordOrder)
    for (number, line) in zip(lines.indices, lines) {
      let text = [Unicode.Scalar](line, lowercasedBy: mapper)
      let characters = options.characters(of: text)
      let words = options.words(of: text).map { self.words[$0] }
      let counts = references[number].map { reference in
        characterTable.counts(characters, reference.characters)
          + wordTable.counts(words, reference.words)
      }
      statistics.append(best(of: counts))
    }
    return statistics
  }

  public func score(of counts: [Double]) -> ChrFScore {
    ChrFScore(value: fScore(of: counts, options))
  }

  /// The counts of the best score; of equal ones, those of the first reference.
  private func best(of counts: [[Double]]) -> [Double] {
    if counts.count == 1 { return counts[0] }
    let scores = counts.map { fScore(of: $0, options) }
    let best = scores.indices.dropFirst().reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    return counts[best]
  }
}

extension NgramTable {
  /// For each length the n-grams of the hypothesis (none where the reference has none of that length),
  /// those of the reference and those in both.
  fileprivate mutating func counts(_ hypothesis: [UInt32], _ reference: [UInt32]) -> [Double] {
    if longest == 0 { return [] }
    fill(with: CollectionOfOne(reference))
    return takeMatches(of: hypothesis).enumerated().flatMap { index, matches in
      let there = ngramCount(reference.count, length: index + 1)
      let here = there == 0 ? 0 : ngramCount(hypothesis.count, length: index + 1)
      return [Double(here), Double(there), Double(matches)]
    }
  }
}
