/// Why there is no vocabulary. Lines and bytes count from 1. What is not UTF-8 and unknown escapes are
/// a `TextError`.
public enum VocabularyError: Error, Equatable, Sendable {
  case sizeTooSmall(Int, least: Int)
  /// A special token is not on its line; `found` is nil where the file has ended.
  case specialTokenMissing(path: String, line: Int, expected: String, found: String?)
  case emptyToken(path: String, line: Int)
  case duplicateToken(path: String, line: Int, firstLine: Int, token: String)
  /// A space or a carriage return within a token, which stands there as itself.
  case notEscaped(path: String, line: Int, byte: Int, value: UInt8)
  /// What follows the TAB is not a count.
  case badCount(path: String, line: Int, value: String)
  /// The first line has a count and this one has none.
  case countMissing(path: String, line: Int)
  /// The first line has no count and this one has one.
  case countUnexpected(path: String, line: Int, value: String)
}
