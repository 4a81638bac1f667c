import Training

/// What an epoch has come to, as far as this run has seen it.
struct EpochFigures {
  private(set) var updates = 0
  private(set) var words = 0
  /// That of the updates alone, without validations and checkpoints.
  private(set) var time = Duration.zero
  private var lossSum = 0.0
  private var crossEntropySum = 0.0

  /// What is made small, label smoothing included.
  var loss: Double { lossSum / Double(max(words, 1)) }
  /// Without smoothing, as validation has it.
  var crossEntropy: Double { crossEntropySum / Double(max(words, 1)) }
  var wordsPerSecond: Int { Int(Double(words) / max(time / .seconds(1), 1e-9)) }

  mutating func add(_ facts: UpdateFacts, taking time: Duration) {
    updates += 1
    words += facts.targetWords
    self.time += time
    lossSum += facts.loss
    crossEntropySum += facts.plainLoss
  }
}
