/// A regular expression for what is not to be encoded: words, or parts of words.
///
/// It is Swift's, over code points, and read as subword-nmt reads Python's. The two languages differ
/// in `[`, `&&`, `--` and `~~` within a class, which Swift takes for operations on sets.
struct Glossary: Sendable {
  private struct Expressions {
    let part: Regex<AnyRegexOutput>
    let anchored: Regex<AnyRegexOutput>
  }
  // An expression made of text has no closures in it, and is compiled once, atomically: only for the
  // sake of the others is `Regex` not sendable.
  private nonisolated(unsafe) let expressions: Expressions

  init(_ pattern: String) throws(BytePairError) {
    do {
      let text = escapingNonASCII(pattern)
      expressions = Expressions(part: try regex(text), anchored: try regex("^\(text)$"))
    } catch {
      throw .malformedGlossary(pattern: pattern)
    }
  }

  /// Whether it is all of the text.
  func isWhole(_ text: String) -> Bool {
    (try? expressions.part.wholeMatch(in: text)) != nil
  }

  /// Cuts the text wherever a match begins or ends; returns the lengths of the pieces in bytes.
  ///
  /// A text that the expression between `^` and `$` matches is left whole. In subword-nmt these bind
  /// tighter than `|`, so that `US|UK` leaves `USA` whole and cuts `xUS`; so they do here.
  func cut(_ text: String) -> [Int] {
    let length = text.utf8.count
    if (try? expressions.anchored.prefixMatch(in: text)) != nil { return [length] }
    var cuts: [Int] = []
    for match in text.matches(of: expressions.part) {
      cuts.append(text.utf8.distance(from: text.startIndex, to: match.range.lowerBound))
      cuts.append(text.utf8.distance(from: text.startIndex, to: match.range.upperBound))
    }
    cuts.append(length)
    var lengths: [Int] = []
    var start = 0
    for end in cuts where end > start {
      lengths.append(end - start)
      start = end
    }
    return lengths
  }
}

/// For Python only a line feed ends a line, which no word holds.
private func regex(_ pattern: String) throws -> Regex<AnyRegexOutput> {
  try Regex(pattern).matchingSemantics(.unicodeScalar).dotMatchesNewlines()
}

/// Swift reads a pattern by characters: a combining mark would disappear in what stands before it.
private func escapingNonASCII(_ pattern: String) -> String {
  var escaped = String.UnicodeScalarView()
  var followsBackslash = false
  for scalar in pattern.unicodeScalars {
    if scalar.isASCII {
      escaped.append(scalar)
    } else {
      if followsBackslash { escaped.removeLast() }
      escaped.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    }
    followsBackslash = scalar == "\\" && !followsBackslash
  }
  return String(escaped)
}
