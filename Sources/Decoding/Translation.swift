/// What became of a line.
package struct Translation: Equatable, Sendable {
  package var text: [UInt8] = []
  /// Of all its words: a natural logarithm; nil where the model was not asked.
  package var logProbability: Double?
  package var status: LineStatus
  /// For each word of it the position of the source that attention weighed most, from 0; empty
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
