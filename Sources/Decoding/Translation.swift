import Files
import TextProcessing

/// A line to be translated, as sound UTF-8.
package struct SourceLine: Sendable {
  package var text: [UInt8]
  package var isRepaired = false

  package init(_ text: [UInt8], isRepaired: Bool = false) {
    self.text = text
    self.isRepaired = isRepaired
  }

  /// Whether there is nothing but white space.
  var isBlank: Bool { text.span.trimmingWhiteSpace().isEmpty }
}

extension LineBlock {
  /// Its lines. Throws a `TextError` where one is not UTF-8 and that is not to be repaired.
  package func sourceLines(repairing: Bool) throws -> [SourceLine] {
    var lines: [SourceLine] = []
    _ = try forEachLine(ifInvalid: repairing ? .replace : .error) { text, line in
      let text = Array(text)
      lines.append(SourceLine(text, isRepaired: !text.elementsEqual(bytes[line.text])))
    }
    return lines
  }
}

/// What became of a line.
package struct Translation: Equatable, Sendable {
  package var text: [UInt8] = []
  /// Of all its tokens: a natural logarithm; nil where the model was not asked.
  package var logProbability: Double?
  package var status: LineStatus
  /// For each token of it the position of the source that attention weighed most, from 0; empty
  /// unless asked for.
  package var alignment: [Int32] = []
}

/// What became of a line, in a word. Where several hold, the first of these says it.
package enum LineStatus: String, CaseIterable, Sendable {
  /// There was nothing to translate: white space, or nothing that the tokenizer takes for a token.
  case empty
  /// It was not UTF-8, and U+FFFD stands where it was not.
  case repaired
  /// It was longer than a source may be, and its end was left out.
  case cropped
  /// The translation came to the longest length without an end.
  case maxLength = "max-length"
  case ok
}
