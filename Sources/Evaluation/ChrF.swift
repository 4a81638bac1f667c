import TextProcessing

/// chrF (Popović, "chrF: Character N-gram F-score for Automatic MT Evaluation", 2015), and with words
/// chrF++ (Popović, "chrF++: Words Helping Character N-grams", 2017): the F-score of the n-grams of
/// characters that a text and its reference share. Each line is compared with the reference for which
/// its score is best.
///
///     let chrf = try ChrF(references: [["The cat sat on the mat."]], options: .withWords)
///     print(chrf.name, try chrf.score(["The cat is on the mat."]).value)  // chrF2++ …
public struct ChrF: Metric {
  /// The parameters of chrF.
  ///
  ///     let options = ChrF.Options.withWords
  ///     print(options.wordOrder, options.beta)  // 2 2
  public struct Options: MetricOptions {
    /// The length of the longest n-grams of characters.
    public var characterOrder = 6
    /// The length of the longest n-grams of words: 2 in chrF++.
    public var wordOrder = 0
    /// How many times as much recall weighs as precision.
    public var beta = 2
    /// Ignores case.
    public var lowercases = false
    /// Whether white space counts as characters.
    public var keepsWhiteSpace = false
    /// Smooths as chrF++.py does, and leaves no length out.
    public var usesEpsilon = false

    /// Those of sacreBLEU.
    public init() {}

    /// chrF++.
    public static var withWords: Options {
      var options = Options()
      options.wordOrder = 2
      return options
    }
  }

  /// A line as it is compared: its characters and the ids of its words.
  private struct Line {
    var characters: [UInt32]
    var words: [UInt32]
  }

  /// What the metric was made with.
  public let options: Options
  private let references: References<Line>

  /// Prepares the references: one or more, each with as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws {
    precondition(options.characterOrder >= 0 && options.wordOrder >= 0 && options.beta > 0)
    self.options = options
    self.references = try References(references, lowercases: options.lowercases) { text, words in
      Line(
        characters: options.characters(of: text),
        words: options.words(of: text).map { words.insert($0) })
    }
  }

  /// `chrF2`, with the beta, or `chrF2++` with words.
  public var name: String {
    "chrF\(options.beta)" + String(repeating: "+", count: options.wordOrder)
  }

  /// Such as `nrefs:1|case:mixed|eff:yes|nc:6|nw:0|space:no|version:translate-0.2.0`.
  public var signature: Signature {
    Signature(
      references: references.count,
      [
        "case": caseField(lowercases: options.lowercases), "eff": yesOrNo(!options.usesEpsilon),
        "nc": "\(options.characterOrder)", "nw": "\(options.wordOrder)",
        "space": yesOrNo(options.keepsWhiteSpace),
      ])
  }

  /// That of each reference.
  public var lineCount: Int { references.lines.count }

  /// Of each line and each length, the n-grams of the hypothesis, those of the reference and those in
  /// both.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    var characterTable = NgramTable(longest: options.characterOrder)
    var wordTable = NgramTable(longest: options.wordOrder)
    let width = 3 * (options.characterOrder + options.wordOrder)
    return references.statistics(of: lines, width: width) { text, references in
      let characters = options.characters(of: text)
      let words = options.words(of: text).map { self.references.words[$0] }
      let counts = references.map { reference in
        characterTable.counts(characters, reference.characters)
          + wordTable.counts(words, reference.words)
      }
      return best(of: counts)
    }
  }

  /// The score of what `statistics` counted, in a line or summed.
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
      let expected = ngramCount(reference.count, length: index + 1)
      let found = expected == 0 ? 0 : ngramCount(hypothesis.count, length: index + 1)
      return [Double(found), Double(expected), Double(matches)]
    }
  }
}

/// An F-score in per cent.
///
///     let score: ChrFScore = try ChrF(references: [["one line"]]).score(["one line"])
///     print(score.value)  // 100.0
public struct ChrFScore: MetricScore, Equatable {
  /// From 0 to 100.
  public let value: Double
}

/// The F-score of mean precision and mean recall, in per cent. There are three counts for each length:
/// the n-grams of the hypothesis, those of the reference and those in both.
private func fScore(of counts: [Double], _ options: ChrF.Options) -> Double {
  let weight = Double(options.beta * options.beta)
  var (precisions, recalls, scores) = (0.0, 0.0, 0.0)
  var (effective, lengths) = (0.0, 0.0)
  for index in stride(from: 0, to: counts.count, by: 3) {
    let (found, expected, matches) = (counts[index], counts[index + 1], counts[index + 2])
    let precision = found > 0 ? matches / found : epsilon
    let recall = expected > 0 ? matches / expected : epsilon
    let score = f(precision, recall, weight)
    scores += score.isNaN ? epsilon : score
    lengths += 1
    if found > 0 && expected > 0 {
      precisions += precision
      recalls += recall
      effective += 1
    }
  }
  if options.usesEpsilon { return 100 * scores / lengths }
  let score = f(precisions / effective, recalls / effective, weight)
  return score.isNaN ? 0 : 100 * score
}

/// The precision or the recall of a length of which there are no n-grams.
private let epsilon = 1e-16

/// NaN where both are 0 or NaN.
private func f(_ precision: Double, _ recall: Double, _ weight: Double) -> Double {
  (1 + weight) * precision * recall / (weight * precision + recall)
}

// MARK: Characters and words

extension ChrF.Options {
  /// The code points that are compared.
  func characters(of text: [Unicode.Scalar]) -> [UInt32] {
    if characterOrder == 0 { return [] }
    var characters: [UInt32] = []
    characters.reserveCapacity(text.count)
    for scalar in text where keepsWhiteSpace || !scalar.isPythonWhiteSpace {
      characters.append(scalar.value)
    }
    return characters
  }

  /// The words. An ASCII punctuation mark at the end of a word, else at its beginning, is a word by
  /// itself: one mark only, so that `(hi)` is `(hi` and `)`.
  func words(of text: [Unicode.Scalar]) -> [ArraySlice<Unicode.Scalar>] {
    if wordOrder == 0 { return [] }
    var words: [ArraySlice<Unicode.Scalar>] = []
    text.forEachWord { word in
      let (first, last) = (word.startIndex, word.endIndex - 1)
      if first == last {
        words.append(word)
      } else if isPunctuation(word[last]) {
        words += [word[..<last], word[last...]]
      } else if isPunctuation(word[first]) {
        words += [word[...first], word[(first + 1)...]]
      } else {
        words.append(word)
      }
    }
    return words
  }
}

/// Python's `string.punctuation`.
private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "!"..."/", ":"..."@", "["..."`", "{"..."~": true
  default: false
  }
}
