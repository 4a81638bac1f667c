import Files

/// Bootstrap resampling: how much a score depends on the test set. Samples of its lines, drawn with
/// replacement, are scored like test sets of their own (Koehn, "Statistical Significance Tests for
/// Machine Translation Evaluation", 2004).
///
/// As sacreBLEU's `--confidence` and `--paired-bs`, with two differences: equal seeds draw other lines
/// than there, since the generator is not NumPy's; and sums have 64 bits, not 32. Every hypothesis of
/// as many lines and every metric sees the same draws.
///
///     let bleu = try BLEU(references: [["The cat sat on the mat.", "It was a cat."]])
///     let old = try bleu.statistics(of: ["The cat is on the mat.", "It was cat."])
///     let new = try bleu.statistics(of: ["The cat sat on the mat.", "It was cats."])
///     let comparison = Bootstrap(samples: 1000, seed: 12345).compare(new, with: old, by: bleu)
///     print(comparison.hypothesis.score, comparison.baseline.score, comparison.pValue)
public struct Bootstrap: Equatable, Sendable {
  /// How many test sets are drawn.
  public var samples: Int
  /// What the draws depend on.
  public var seed: UInt64

  /// At least one sample; sacreBLEU's default is 1000.
  public init(samples: Int = 1000, seed: UInt64) {
    precondition(samples > 0, "at least one sample")
    self.samples = samples
    self.seed = seed
  }

  /// The score of a hypothesis with these statistics, and its confidence interval.
  public func estimate(_ statistics: LineStatistics, by metric: some Metric) -> ScoreEstimate {
    ScoreEstimate(
      score: metric.score(of: statistics.total).value,
      resampled: scores(of: statistics, by: metric))
  }

  /// Whether the scores of a hypothesis and a baseline differ by more than chance.
  public func compare(
    _ statistics: LineStatistics, with baseline: LineStatistics, by metric: some Metric
  ) -> PairedComparison {
    precondition(statistics.indices == baseline.indices, "both are of the same metric")
    return PairedComparison(
      hypothesis: estimate(statistics, by: metric), baseline: estimate(baseline, by: metric))
  }

  private func scores(of statistics: LineStatistics, by metric: some Metric) -> [Double] {
    var generator = SplitMix64(seed: seed)
    let lines = UInt64(statistics.indices.count)
    return (0..<samples).map { _ in
      var total = [Double](repeating: 0, count: statistics.width)
      for _ in 0..<lines { statistics.add(Int(generator.next(below: lines)), to: &total) }
      return metric.score(of: total).value
    }
  }
}

/// A score, and those of resampled test sets.
///
///     func text(_ estimate: ScoreEstimate) -> String { "\(estimate.mean) ± \(estimate.confidence)" }
public struct ScoreEstimate: Equatable, Sendable {
  /// That of the test set itself.
  public let score: Double
  /// That of each sample.
  public let resampled: [Double]

  /// The mean of the samples' scores.
  public var mean: Double { resampled.reduce(0, +) / Double(resampled.count) }

  /// Half the width of the interval that 95 % of the resampled scores lie in.
  public var confidence: Double {
    let sorted = resampled.sorted()
    let cut = sorted.count / 40
    return (sorted[sorted.count - 1 - cut] - sorted[cut]) / 2
  }
}

/// The scores of a hypothesis and of a baseline on the same samples.
///
///     func isBetter(_ comparison: PairedComparison) -> Bool {
///       comparison.pValue < 0.05 && comparison.hypothesis.score > comparison.baseline.score
///     }
public struct PairedComparison: Equatable, Sendable {
  /// Of the translation in question.
  public let hypothesis: ScoreEstimate
  /// Of the one that it is compared with.
  public let baseline: ScoreEstimate

  /// The probability of so large a difference, in either direction, by chance: the share of samples
  /// whose difference is larger than the mean one by more than the whole test set's. Never 0.
  /// Meaningless for a hypothesis that equals the baseline, where it is the smallest possible.
  public var pValue: Double {
    let difference = abs(baseline.score - hypothesis.score)
    let differences = zip(hypothesis.resampled, baseline.resampled).map { abs($0 - $1) }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let larger = differences.count { $0 - mean > difference }
    return Double(larger + 1) / Double(differences.count + 1)
  }
}
