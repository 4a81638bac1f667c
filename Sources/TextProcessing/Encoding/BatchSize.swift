/// How large a batch is.
public enum BatchSize: Equatable, Sendable {
  case sentences(Int)
  /// So many words at most, every sentence counted as long as the longest: as much as the batch takes
  /// in memory. A sentence that is longer is a batch by itself.
  case words(Int)
}
