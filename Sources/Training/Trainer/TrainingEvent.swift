/// What happens in training, for those who log it or show it.
public enum TrainingEvent: Equatable, Sendable {
  /// The longest batch that can come was tried: the memory suffices.
  case triedLongestBatch(sentences: Int, sourceWords: Int, targetWords: Int)
  case updated(UpdateFacts)
  /// Gradients were not finite, and the update was not made.
  case skippedUpdate(epoch: Int, tensor: String, lines: [Int])
  case validated(ValidationFacts)
  case epochEnded(epoch: Int, update: Int)
  case saved(path: String, update: Int)
}

/// What an update tells.
public struct UpdateFacts: Equatable, Sendable {
  public var epoch: Int
  public var update: Int
  public var sentences: Int
  public var sourceWords: Int
  public var targetWords: Int
  /// Sums over the target words: with label smoothing, and without.
  public var loss: Double
  public var plainLoss: Double
  public var gradientNorm: Double
  public var learningRate: Double
}

/// What a validation found.
public struct ValidationFacts: Equatable, Sendable {
  public var epoch: Int
  public var update: Int
  public var scores: [ValidationMetric: Double]
  public var isBest: Bool
  /// Validations since the best.
  public var stalled: Int
  /// A few sentences that are shown each time, as they are translated now.
  public var samples: [Sample]
  /// How many different translations there are: where they are few, the model says the same whatever
  /// it is asked.
  public var distinct: Int
  public var count: Int

  public struct Sample: Equatable, Sendable {
    public var source: String
    public var reference: String
    public var translation: String
  }
}
