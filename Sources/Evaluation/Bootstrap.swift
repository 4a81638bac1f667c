import Files

/// How far a score would have been another had the test set been another: many are made by drawing
/// lines from it, with replacement, and scored (Koehn, "Statistical Significance Tests for Machine
/// Translation Evaluation", 2004).
///
/// As sacreBLEU's `--confidence` and `--paired-bs`, but for two things: lines are drawn by a generator
/// of ours, not NumPy's, so that equal seeds draw other lines than there; and the sums are of 64 bits,
/// not 32. Every hypothesis of as many lines and every metric sees the same draws.
public struct Bootstrap: Equatable, Sendable {
  public var samples: Int
  public var seed: UInt64

  public init(samples: Int = 1000, seed: UInt64) {
    precondition(samples > 0, "at least one sample")
    self.samples = samples
    self.seed = seed
  }

  /// The score of a hypothesis, of which these are the statistics, and how sure it is.
  public func estimate(_ statistics: LineStatistics, by metric: some Metric) -> ScoreEstimate {
    ScoreEstimate(
      score: metric.score(of: statistics.total).value,
      resampled: scores(of: statistics, by: metric))
  }

  /// Whether a hypothesis is another than a baseline's by more than chance.
  public func compare(
    _ statistics: LineStatistics, with baseline: LineStatistics, by metric: some Metric
  ) -> PairedComparison {
    precondition(statistics.indices == baseline.indices, "both have the lines of the references")
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
public struct ScoreEstimate: Equatable, Sendable {
  public let score: Double
  public let resampled: [Double]

  public var mean: Double { resampled.reduce(0, +) / Double(resampled.count) }

  /// Half the width of the interval that 95 % of the resampled scores lie in.
  public var confidence: Double {
    let sorted = resampled.sorted()
    let cut = sorted.count / 40
    return (sorted[sorted.count - 1 - cut] - sorted[cut]) / 2
  }
}

public struct PairedComparison: Equatable, Sendable {
  public let hypothesis: ScoreEstimate
  public let baseline: ScoreEstimate

  /// How probable so large a difference would be, either way, if there were none: the share of samples
  /// whose difference is larger than the mean one by more than the whole test set's. Never 0; and of no
  /// use for a hypothesis that is the baseline, where it is the smallest there is.
  public var pValue: Double {
    let difference = abs(baseline.score - hypothesis.score)
    let differences = zip(hypothesis.resampled, baseline.resampled).map { abs($0 - $1) }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let larger = differences.count { $0 - mean > difference }
    return Double(larger + 1) / Double(differences.count + 1)
  }
}
