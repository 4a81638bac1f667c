import Glibc

/// BLEU (Papineni et al., "BLEU: a Method for Automatic Evaluation of Machine Translation", 2002):
/// how many of a text's n-grams of up to four words its references have.
///
///     let bleu = try BLEU(references: [["The cat sat on the mat."]])
///     let score = try bleu.score(["The cat is on the mat."])
///     print(score.value, score.precisions, bleu.signature)
public struct BLEU: Metric {
  /// The parameters of BLEU.
  ///
  ///     var options = BLEU.Options()
  ///     options.tokenizer = .international
  public struct Options: MetricOptions {
    /// How text is split into words.
    public var tokenizer = Tokenizer.mteval13a
    /// What is done about lengths of which no n-gram matches.
    public var smoothing = Smoothing.exponential
    /// Ignores case.
    public var lowercases = false
    /// Leaves out the lengths for which a hypothesis is too short: for scores of single lines.
    public var usesEffectiveOrder = false

    /// Those of sacreBLEU.
    public init() {}
  }

  static let maxOrder = 4

  /// What the metric was made with.
  public let options: Options
  private let references: References<[UInt32]>

  /// Prepares the references: one or more, each with as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws {
    self.options = options
    self.references = try References(references, lowercases: options.lowercases) { text, words in
      words.insert(wordsOf: options.tokenizer.split(text))
    }
  }

  /// `BLEU`.
  public var name: String { "BLEU" }

  /// Such as `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:translate-0.2.0`.
  public var signature: Signature {
    Signature(
      references: references.count,
      [
        "case": caseField(lowercases: options.lowercases),
        "eff": yesOrNo(options.usesEffectiveOrder), "tok": options.tokenizer.rawValue,
        "smooth": options.smoothing.description,
      ])
  }

  /// That of each reference.
  public var lineCount: Int { references.lines.count }

  /// Of each line its words and those of the reference nearest in length, then for each length the
  /// n-grams that match and those there are.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    var table = NgramTable(longest: Self.maxOrder)
    return references.statistics(of: lines, width: 2 + 2 * Self.maxOrder) { text, references in
      let hypothesis = self.references.words.ids(ofWordsOf: options.tokenizer.split(text))
      table.fill(with: references)
      let counts =
        [hypothesis.count, nearestLength(to: hypothesis.count, among: references)]
        + table.takeMatches(of: hypothesis)
        + (1...Self.maxOrder).map { ngramCount(hypothesis.count, length: $0) }
      return counts.map(Double.init)
    }
  }

  /// The score of what `statistics` counted, in a line or summed.
  public func score(of counts: [Double]) -> BLEUScore { BLEUScore(counts, options) }
}

/// The length of the reference that is nearest in length; of two, the shorter one's.
private func nearestLength(to length: Int, among references: [[UInt32]]) -> Int {
  let nearest = references.map(\.count).min { (abs($0 - length), $0) < (abs($1 - length), $1) }
  return nearest ?? 0
}

/// A score with the counts that it is computed from.
///
///     let score = try BLEU(references: [["a b c d e"]]).score(["a b c d"])
///     print(score.precisions[0], score.brevityPenalty, score.lengthRatio)  // 100.0 0.7788… 0.8
public struct BLEUScore: MetricScore, Equatable {
  /// From 0 to 100.
  public let value: Double
  /// Of each length from one word to four, the n-grams that match, with what `addK` adds where any
  /// match at all.
  public let matches: [Double]
  /// Of each length the n-grams of the hypothesis, with what `addK` adds.
  public let totals: [Double]
  /// Of each length, in per cent and smoothed.
  public let precisions: [Double]
  /// What the score is multiplied by for a hypothesis that is too short.
  public let brevityPenalty: Double
  /// In words.
  public let hypothesisLength: Int
  /// In words, of the reference that is nearest in length to each line.
  public let referenceLength: Int

  /// The length of the hypothesis divided by that of the reference.
  public var lengthRatio: Double {
    referenceLength == 0 ? 0 : Double(hypothesisLength) / Double(referenceLength)
  }

  /// From what `BLEU.statistics` counted.
  init(_ counts: [Double], _ options: BLEU.Options) {
    hypothesisLength = Int(counts[0])
    referenceLength = Int(counts[1])
    brevityPenalty = Self.brevityPenalty(hypothesis: counts[0], reference: counts[1])
    var matches = Array(counts[2..<2 + BLEU.maxOrder])
    var totals = Array(counts[(2 + BLEU.maxOrder)...])
    var precisions = [Double](repeating: 0, count: BLEU.maxOrder)
    var value = 0.0
    if matches.contains(where: { $0 > 0 }) {
      let order = options.smoothing.apply(&matches, &totals, &precisions)
      let used = options.usesEffectiveOrder ? order : BLEU.maxOrder
      let logarithms = precisions.prefix(used).map { $0 == 0 ? -9_999_999_999 : log($0) }
      value = brevityPenalty * exp(logarithms.reduce(0, +) / Double(used))
    }
    self.value = value
    self.matches = matches
    self.totals = totals
    self.precisions = precisions
  }

  private static func brevityPenalty(hypothesis: Double, reference: Double) -> Double {
    if hypothesis >= reference { return 1 }
    return hypothesis == 0 ? 0 : exp(1 - reference / hypothesis)
  }
}

// MARK: Smoothing

extension BLEU {
  /// What is done about lengths of which no n-gram matches, which would make the score 0 (Chen and
  /// Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", 2014).
  ///
  ///     print(BLEU.Smoothing.addK(1))  // add-k[1.00]
  public enum Smoothing: Equatable, Sendable, CustomStringConvertible {
    /// Half an n-gram matches, then a quarter, an eighth (their method 3, that of mteval-v13a.pl).
    case exponential
    /// This much of an n-gram matches (method 1).
    case floor(Double = 0.1)
    /// This many more n-grams match, and are counted, for all lengths but one (method 2).
    case addK(Double = 1)
    /// Nothing.
    case none

    /// As a signature has it.
    public var description: String {
      switch self {
      case .exponential: "exp"
      case .floor(let value): "floor[\(hundredths(value))]"
      case .addK(let value): "add-k[\(hundredths(value))]"
      case .none: "none"
      }
    }

    /// Computes the precisions; returns the longest length of which there are n-grams.
    fileprivate func apply(
      _ matches: inout [Double], _ totals: inout [Double], _ precisions: inout [Double]
    ) -> Int {
      var zeros = 0
      for index in precisions.indices {
        if case .addK(let value) = self, index > 0 {
          matches[index] += value
          totals[index] += value
        }
        if totals[index] == 0 { return index }
        if matches[index] == 0 { zeros += 1 }
        precisions[index] = 100 * smoothed(matches[index], zeros) / totals[index]
      }
      return precisions.count
    }

    /// How many n-grams count as matching; `zeros` lengths so far had no match.
    private func smoothed(_ matches: Double, _ zeros: Int) -> Double {
      if matches > 0 { return matches }
      return switch self {
      case .exponential: 1 / Double(1 << zeros)
      case .floor(let value): value
      case .addK, .none: 0
      }
    }
  }
}

/// With two digits after the point.
private func hundredths(_ value: Double) -> String {
  let scaled = Int((value * 100).rounded(.toNearestOrEven))
  let fraction = String(scaled % 100)
  return "\(scaled / 100)." + (fraction.utf8.count == 1 ? "0" : "") + fraction
}

// MARK: Tokenizers

extension BLEU {
  /// How text is split into words before they are compared, by sacreBLEU's names.
  ///
  ///     let names = BLEU.Tokenizer.allCases.map(\.rawValue)  // 13a, intl, char, zh, none
  public enum Tokenizer: String, CaseIterable, Sendable {
    /// That of the WMT evaluations, mteval-v13a.pl.
    case mteval13a = "13a"
    /// That of mteval-v14.pl: punctuation and symbols as Unicode has them.
    case international = "intl"
    /// Each code point.
    case characters = "char"
    /// Each Chinese character, and the rest as `13a`.
    case chinese = "zh"
    /// At white space: for text that is tokenized already.
    case none

    /// The text with white space between its tokens.
    func split(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
      let text = line.trimmedAtEnd()
      return switch self {
      case .mteval13a: splitByMteval13a(text)
      case .international: splitByClasses(text)
      case .characters: text.spaced { _ in true }
      case .chinese: text.trimmed().spaced(where: isChinese).separatingPunctuation()
      case .none: text
      }
    }
  }
}

private func splitByMteval13a(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
  var text = text
  if text.contains("<") { text = text.replacing("<skipped>", with: "") }
  if text.contains("\n") { text = text.replacing("-\n", with: "").replacing("\n", with: " ") }
  return ([" "] + text.decodingEntities() + [" "]).separatingPunctuation()
}

/// Punctuation between digits stays with them; so does one between a digit and the line's end, as in
/// the original.
private func splitByClasses(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
  text
    .spaced(.after) { CharacterKind($0) != .number && CharacterKind($1) == .punctuation }
    .spaced(.before) { CharacterKind($0) == .punctuation && CharacterKind($1) != .number }
    .spaced { CharacterKind($0) == .symbol }
}

/// The classes of Unicode that the `intl` tokenizer tells apart.
private enum CharacterKind {
  case number, punctuation, symbol, other

  init(_ scalar: Unicode.Scalar) {
    self = scalar.isASCII ? Self.ascii[Int(scalar.value)] : Self(scalar.properties.generalCategory)
  }

  private init(_ category: Unicode.GeneralCategory) {
    self =
      switch category {
      case .decimalNumber, .letterNumber, .otherNumber: .number
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
        .initialPunctuation, .finalPunctuation, .otherPunctuation:
        .punctuation
      case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: .symbol
      default: .other
      }
  }

  // Nearly every code point of nearly every text.
  private static let ascii = (0..<128 as Range<UInt8>).map {
    Self(Unicode.Scalar($0).properties.generalCategory)
  }
}

/// What the `zh` tokenizer makes a token of its own. Its table is meant to name ideographs beyond
/// U+FFFF, but writes them with four digits and a letter: it compares with `"\u2000" + "0"` and the
/// like. So everything from U+2001 to U+2A6D stands alone, dashes and curly quotation marks among
/// it, and ideographs beyond U+FFFF do not.
private func isChinese(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case ..<0x2001: false
  case 0x2001...0x2A6D: true
  case 0x2E80...0x2EFF, 0x2F00...0x2FDF, 0x2FF0...0x303F: true
  case 0x3100...0x312F, 0x31A0...0x31BF, 0x31C0...0x31EF, 0x3200...0x33FF: true
  case 0x3400...0x4DB5, 0x4E00...0x9FBB: true
  case 0xF900...0xFA2D, 0xFA30...0xFA6A, 0xFA70...0xFAD9: true
  case 0xFE10...0xFE1F, 0xFE30...0xFE4F, 0xFF00...0xFFEF: true
  default: false
  }
}
