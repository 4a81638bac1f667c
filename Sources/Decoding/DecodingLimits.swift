/// How long translations may be.
package struct DecodingLimits: Equatable, Sendable {
  /// Words, before which none may end (`--min-length`).
  package var shortest = 0
  /// Times the length of the source, both with `</s>` (`--max-length-factor`).
  package var longestFactor = 3.0

  package init() {}

  /// The most words of a translation, a few at least.
  package func longest(forSource length: Int) -> Int {
    max(shortest, Int(longestFactor * Double(length)), 10)
  }
}
