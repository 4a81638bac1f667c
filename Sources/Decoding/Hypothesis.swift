/// A translation as a model said it.
package struct Hypothesis: Equatable, Sendable {
  /// Without `</s>`.
  package var words: [Int32]
  /// Of all words, and of `</s>` where it was said: a natural logarithm.
  package var logProbability: Double
  /// False where it was cut at the longest length.
  package var isComplete: Bool
  /// For each word the position of the source that attention weighed most; empty unless asked for.
  package var alignment: [Int32] = []
}
