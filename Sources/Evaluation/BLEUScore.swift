import Glibc

public struct BLEUScore: MetricScore, Equatable {
  public let value: Double
  /// Of each length from one word to four, the n-grams that match and those there are; with what
  /// `addK` adds, where anything matches at all.
  public let matches: [Double]
  public let totals: [Double]
  /// Of each length, in per cent and smoothed.
  public let precisions: [Double]
  public let brevityPenalty: Double
  /// In words.
  public let hypothesisLength: Int
  public let referenceLength: Int

  /// From what `BLEU.statistics` counted.
  init(_ counts: [Double], _ options: BLEU.Options) {
    hypothesisLength = Int(counts[0])
    referenceLength = Int(counts[1])
    brevityPenalty = Self.brevityPenalty(hypothesis: counts[0], reference: counts[1])
    var matches = Array(counts[2..<2 + BLEU.longest])
    var totals = Array(counts[(2 + BLEU.longest)...])
    var precisions = [Double](repeating: 0, count: BLEU.longest)
    var value = 0.0
    if matches.contains(where: { $0 > 0 }) {
      let order = options.smoothing.apply(&matches, &totals, &precisions)
      let used = options.usesEffectiveOrder ? order : BLEU.longest
      let logarithms = precisions.prefix(used).map { $0 == 0 ? -9_999_999_999 : log($0) }
      value = brevityPenalty * exp(logarithms.reduce(0, +) / Double(used))
    }
    self.value = value
    self.matches = matches
    self.totals = totals
    self.precisions = precisions
  }

  /// The hypothesis' length in words for each of the reference's.
  public var lengthRatio: Double {
    referenceLength == 0 ? 0 : Double(hypothesisLength) / Double(referenceLength)
  }

  private static func brevityPenalty(hypothesis: Double, reference: Double) -> Double {
    if hypothesis >= reference { return 1 }
    return hypothesis == 0 ? 0 : exp(1 - reference / hypothesis)
  }
}
