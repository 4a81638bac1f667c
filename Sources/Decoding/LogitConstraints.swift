import Kernels
import TextProcessing

/// How long translations may be.
package struct DecodingLimits: Equatable, Sendable {
  /// The fewest tokens of a translation (`--min-length`).
  package var shortest = 0
  /// The most tokens, as a multiple of the source's, both with `</s>` (`--max-length-factor`).
  package var longestFactor = 3.0

  package init() {}

  /// The most tokens of a translation: always at least 10.
  package func longest(forSource length: Int) -> Int {
    max(shortest, Int(longestFactor * Double(length)), 10)
  }
}

/// Rules out tokens by setting their logits to −∞ before a search looks at them. A new constraint
/// is a line in `apply`.
struct LogitConstraints {
  private static let never = [SpecialToken.padding, .start]

  let limits: DecodingLimits

  /// - Parameter length: of the hypothesis so far.
  func apply(to logits: Matrix, row: Int, length: Int) {
    for token in Self.never { logits[row, token.rawValue] = -.infinity }
    if length < limits.shortest { logits[row, SpecialToken.end.rawValue] = -.infinity }
  }
}
