extension BLEU {
  /// What is done about lengths of which no n-gram matches, and which would make the score 0 (Chen
  /// and Cherry, "A Systematic Comparison of Smoothing Techniques for Sentence-Level BLEU", 2014).
  public enum Smoothing: Equatable, Sendable, CustomStringConvertible {
    /// Half an n-gram matches, then a quarter, an eighth (their method 3, that of mteval-v13a.pl).
    case exponential
    /// So much of an n-gram matches (method 1).
    case floor(Double = 0.1)
    /// So many more n-grams match, and there are, of all lengths but one (method 2).
    case addK(Double = 1)
    case none

    /// As a signature has it.
    public var description: String {
      switch self {
      case .exponential: "exp"
      case .floor(let value): "floor[\(hundredths(value))]"
      case .addK(let value): "add-k[\(hundredths(value))]"
      case .none: "none"
      }
    }

    /// Computes the precisions; returns the longest length of which there are n-grams.
    func apply(_ matches: inout [Double], _ totals: inout [Double], _ precisions: inout [Double])
      -> Int
    {
      var zeros = 0
      for index in precisions.indices {
        if case .addK(let value) = self, index > 0 {
          matches[index] += value
          totals[index] += value
        }
        if totals[index] == 0 { return index }
        if matches[index] == 0 { zeros += 1 }
        precisions[index] = 100 * matched(matches[index], zeros) / totals[index]
      }
      return precisions.count
    }

    /// How many n-grams count as matching, where this is the so many-eth length with none.
    private func matched(_ matches: Double, _ zeros: Int) -> Double {
      if matches > 0 { return matches }
      return switch self {
      case .exponential: 1 / Double(1 << zeros)
      case .floor(let value): value
      case .addK, .none: 0
      }
    }
  }
}

/// With two digits after the point.
private func hundredths(_ value: Double) -> String {
  let scaled = Int((value * 100).rounded(.toNearestOrEven))
  let fraction = String(scaled % 100)
  return "\(scaled / 100)." + (fraction.utf8.count == 1 ? "0" : "") + fraction
}
