import Kernels
import TextProcessing

/// How long translations may be.
package struct DecodingLimits: Equatable, Sendable {
  /// Tokens, before which none may end (`--min-length`).
  package var shortest = 0
  /// Times the length of the source, both with `</s>` (`--max-length-factor`).
  package var longestFactor = 3.0

  package init() {}

  /// The most tokens of a translation, a few at least.
  package func longest(forSource length: Int) -> Int {
    max(shortest, Int(longestFactor * Double(length)), 10)
  }
}

/// What no search may output next: a logit of −∞ before the search looks at the row. A new constraint
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
