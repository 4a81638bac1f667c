/// Translation edit rate (Snover et al., "A Study of Translation Edit Rate with Targeted Human
/// Annotation", 2006): how many words have to be inserted, deleted, replaced or shifted (in groups) to
/// turn a text into its reference, for each hundred words of the reference. Of several references the
/// nearest counts, with the mean of their lengths. The search is Tercom's: greedy, and near the diagonal.
/// Quadratic in a line's length, and more than that in its disorder.
///
///     let ter = try TER(references: [["the cat sat on the mat"]])
///     print(try ter.score(["on the mat the cat sat"]).edits)  // 1: a shift
public struct TER: Metric {
  /// The parameters of TER.
  ///
  ///     var options = TER.Options()
  ///     options.normalizes = true
  public struct Options: MetricOptions {
    /// Splits punctuation from words, and decodes XML's entities.
    public var normalizes = false
    /// Compares punctuation, too.
    public var keepsPunctuation = true
    /// Splits Chinese and Japanese into characters where text is normalized, and drops their
    /// punctuation where punctuation is not kept.
    public var supportsAsian = false
    /// Ignores case.
    public var lowercases = true

    /// Those of sacreBLEU.
    public init() {}
  }

  /// What the metric was made with.
  public let options: Options
  private let references: References<[UInt32]>

  /// Prepares the references: one or more, each with as many lines as the others.
  public init(references: [[[UInt8]]], options: Options = Options()) throws {
    self.options = options
    self.references = try References(references, lowercases: options.lowercases) { text, words in
      words.insert(wordsOf: options.splitReference(text))
    }
  }

  /// `TER`.
  public var name: String { "TER" }

  /// Such as `nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:translate-0.2.0`.
  public var signature: Signature {
    Signature(
      references: references.count,
      [
        "case": caseField(lowercases: options.lowercases), "tok": "tercom",
        "norm": yesOrNo(options.normalizes), "punct": yesOrNo(options.keepsPunctuation),
        "asian": yesOrNo(options.supportsAsian),
      ])
  }

  /// That of each reference.
  public var lineCount: Int { references.lines.count }

  /// Of each line the edits to the nearest reference, and the references' mean length.
  public func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics {
    references.statistics(of: lines, width: 2) { text, references in
      let hypothesis = self.references.words.ids(ofWordsOf: options.split(text))
      let edits = references.map { editCount(from: hypothesis, to: $0) }.min() ?? 0
      let length = references.reduce(0) { $0 + $1.count }
      return [Double(edits), Double(length) / Double(references.count)]
    }
  }

  /// The score of what `statistics` counted, in a line or summed.
  public func score(of counts: [Double]) -> TERScore {
    TERScore(edits: Int(counts[0]), referenceLength: counts[1])
  }
}

/// An edit rate in per cent, with the counts that it is computed from.
///
///     let score = try TER(references: [["a b c d"]]).score(["a x c d"])
///     print(score.edits, score.referenceLength, score.value)  // 1 4.0 25.0
public struct TERScore: MetricScore, Equatable {
  /// Insertions, deletions, replacements and shifts.
  public let edits: Int
  /// In words; of several references the mean.
  public let referenceLength: Double

  /// From 0; 100 for words where the reference is empty.
  public var value: Double {
    if referenceLength > 0 { return 100 * (Double(edits) / referenceLength) }
    return edits > 0 ? 100 : 0
  }
}

// MARK: Tokenizing

extension TER.Options {
  /// The line with white space between its words, as Tercom's `Normalizer.java` has it.
  func split(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var text = line.trimmedAtEnd()
    if text.isEmpty { return text }
    if normalizes {
      text = normalized(text)
      if supportsAsian { text = text.spaced { isAsian($0) || isAsianPunctuation($0) } }
    }
    if !keepsPunctuation {
      text.removeAll { isPunctuation($0) || supportsAsian && isAsianPunctuation($0) }
    }
    return text
  }

  /// A reference's line, which sacreBLEU splits twice where it splits a hypothesis' once: the second
  /// time splits some of what the first left together, such as the periods of an ellipsis.
  func splitReference(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    normalizes ? split(split(line).singleSpaced()) : split(line)
  }
}

/// The rules for Western languages. A possessive's `'s` is a word of its own.
private func normalized(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
  var text = line
  if text.contains("\n") { text = text.replacing("\n-", with: "").replacing("\n", with: " ") }
  return ([" "] + text.decodingEntities() + [" "])
    .spaced(where: isMark).replacing("'s ", with: " 's ").separatingPeriodsAndDashes()
}

/// What is split into single characters. Tercom has patterns that are to split runs of kana from what
/// they border on; they never match.
private func isAsian(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x2E80...0x2EFF, 0x31C0...0x31EF, 0x3200...0x4DBF, 0x4E00...0x9FFF: true
  case 0xF900...0xFAFF, 0xFE30...0xFE4F: true
  default: false
  }
}

private func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case ".", ",", "?", ":", ";", "!", "\"", "(", ")": true
  default: false
  }
}

private func isAsianPunctuation(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x3001, 0x3002, 0x3008...0x3011, 0x3014...0x301F, 0x30FB, 0xFF61...0xFF65: true
  case 0xFF01, 0xFF02, 0xFF08, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B, 0xFF1F: true
  default: false
  }
}
