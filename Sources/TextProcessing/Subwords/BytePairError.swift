/// What can be wrong with the files and options of byte-pair encoding.
public enum BytePairError: Error, Equatable, Sendable {
  /// Not one line, not even the version's.
  case emptyMerges(path: String)
  /// Neither 0.1 nor 0.2; `value` is what stands in the first line.
  case unknownVersion(path: String, value: String)
  /// The line is not two symbols with a space between them.
  case malformedMerge(path: String, line: Int, value: String)
  /// The line is not a piece and its count.
  case malformedCount(path: String, line: Int, value: String)
  /// Not a regular expression.
  case malformedGlossary(pattern: String)
}
