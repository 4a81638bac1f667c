import Kernels

/// How a model is trained.
public struct TrainingOptions: Equatable, Sendable {
  /// `--mini-batch`, `--mini-batch-words`, `--maxi-batch`, `--bpe-dropout`
  public var batches = BatchOptions()
  /// `--optimizer`
  public var method = Optimizer.Method.adam()
  /// `--learn-rate`, `--lr-warmup`, `--lr-decay-inv-sqrt`
  public var schedule = Schedule(learningRate: 1e-3)
  /// `--clip-norm`: of the mean gradient; nil disables clipping.
  public var clipNorm: Double? = 1
  /// `--optimizer-delay`: batches an update.
  public var delay = 1
  /// `--exponential-smoothing`: the share of the newest weights in the moving average.
  public var averagingRate: Double?
  /// `--precision`
  package var precision = Precision.float32
  /// `--seed`
  public var seed: UInt64 = 1

  /// `--after-epochs`, `--after-batches`
  public var lastEpoch: Int?
  public var lastUpdate: Int?

  /// `--valid-freq`: updates, or nil for the end of each epoch. The last update is always validated
  /// for the model that is kept, but then not for patience or the rate.
  public var validationInterval: Int?
  /// `--early-stopping-on`: the metric that selects the best model.
  public var decidingMetric = ValidationMetric.bleu
  /// `--early-stopping`: validations without a new best that end the training.
  public var patience: Int?
  /// `--lr-decay` and `--lr-decay-start`: the rate is multiplied by the factor after this many
  /// validations without a new best.
  public var plateauFactor = 1.0
  public var plateauPatience = 1
  /// `--save-freq`: updates between checkpoints, or nil for the end of each epoch.
  public var savingInterval: Int?

  public init() {}
}

/// What a validation measures.
public enum ValidationMetric: String, CaseIterable, Sendable {
  case crossEntropy = "cross-entropy"
  case perplexity
  case bleu
  case chrf

  var better: Plateau.Better {
    switch self {
    case .crossEntropy, .perplexity: .lower
    case .bleu, .chrf: .higher
    }
  }
}
