import Files
import TextProcessing

/// A line to be translated, as valid UTF-8.
package struct SourceLine: Sendable {
  package var text: [UInt8]
  package var isRepaired = false

  package init(_ text: [UInt8], isRepaired: Bool = false) {
    self.text = text
    self.isRepaired = isRepaired
  }

  /// Whether it is white space alone.
  var isBlank: Bool { text.span.trimmingWhiteSpace().isEmpty }
}

extension LineBlock {
  /// Its lines. Throws a `TextError` where one is not UTF-8 and `repairing` is false.
  package func sourceLines(repairing: Bool) throws -> [SourceLine] {
    var lines: [SourceLine] = []
    _ = try forEachLine(ifInvalid: repairing ? .replace : .error) { text, line in
      let text = Array(text)
      lines.append(SourceLine(text, isRepaired: !text.elementsEqual(bytes[line.text])))
    }
    return lines
  }
}

/// A line's translation.
package struct Translation: Equatable, Sendable {
  package var text: [UInt8] = []
  /// The natural logarithm of the probability of all its tokens; nil where the model was not asked.
  package var logProbability: Double?
  package var status: LineStatus
  /// Empty unless asked for.
  package var alignment = Alignment()
}

/// How a line was translated. Where several hold, it is the first of these.
package enum LineStatus: String, CaseIterable, Sendable {
  /// There was nothing to translate: white space alone, or nothing that the tokenizer keeps.
  case empty
  /// It was not UTF-8; U+FFFD replaces what was not.
  case repaired
  /// It was longer than the longest source, and its end was left out.
  case cropped
  /// The translation reached its longest length before `</s>`.
  case maxLength = "max-length"
  case ok
}
