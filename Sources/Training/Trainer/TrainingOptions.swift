import Kernels

/// How a model is trained.
package struct TrainingOptions: Equatable, Sendable {
  /// `--mini-batch`, `--mini-batch-words`, `--maxi-batch`, `--bpe-dropout`
  package var batches = BatchOptions()
  /// `--optimizer`
  package var method = Optimizer.Method.adam()
  /// `--learn-rate`, `--lr-warmup`, `--lr-decay-inv-sqrt`
  package var schedule = Schedule(learningRate: 1e-3)
  /// `--clip-norm`: of the mean gradient; nil disables clipping.
  package var clipNorm: Double? = 1
  /// `--optimizer-delay`: batches an update.
  package var delay = 1
  /// `--exponential-smoothing`: the share of the newest weights in the moving average.
  package var averagingRate: Double?
  /// `--precision`
  package var precision = Precision.float32
  /// `--seed`
  package var seed: UInt64 = 1

  /// `--after-epochs`, `--after-batches`
  package var lastEpoch: Int?
  package var lastUpdate: Int?

  /// `--valid-freq`: updates, or nil for the end of each epoch. The last update is always validated
  /// for the model that is kept, but then not for patience or the rate.
  package var validationInterval: Int?
  /// `--early-stopping-on`: the metric that selects the best model.
  package var decidingMetric = ValidationMetric.bleu
  /// `--early-stopping`: validations without a new best that end the training.
  package var patience: Int?
  /// `--lr-decay` and `--lr-decay-start`: the rate is multiplied by the factor after this many
  /// validations without a new best.
  package var plateauFactor = 1.0
  package var plateauPatience = 1
  /// `--save-freq`: updates between checkpoints, or nil for the end of each epoch.
  package var savingInterval: Int?

  package init() {}

  /// The defaults of `translate train`, tuned on a corpus of thirty thousand pairs.
  package static var recommended: TrainingOptions {
    var options = TrainingOptions()
    options.schedule = Schedule(learningRate: 0.002)
    options.averagingRate = 0.001
    (options.plateauFactor, options.patience) = (0.5, 5)
    return options
  }
}

/// What a validation measures.
package enum ValidationMetric: String, CaseIterable, Sendable {
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
