import CommandLineInterface
import Kernels
import Training

/// The options of the optimizer, of batches, validation and saving.
enum LearningFlags {
  enum Method: String, CaseIterable, Sendable { case adam, sgd, rmsprop }

  static let optimizer = Option.choice("optimizer", Method.self, default: .adam, "optimizer")
  static let momentum = Option.number(
    "momentum", "M", in: 0...0.999, default: 0, "momentum of sgd")
  static let rate = Option.number(
    "learn-rate", "R", in: 0...10, default: 0.002, "learning rate")
  static let warmup = Option.integer(
    "lr-warmup", "N", in: 0 ... .max, default: 0,
    "increase the learning rate linearly over the first N updates")
  static let inverseSquareRoot = Option.integer(
    "lr-decay-inv-sqrt", "N", in: 1 ... .max,
    "decay the learning rate by sqrt(N / update) from update N on")
  static let decay = Option.number(
    "lr-decay", "F", in: 0.01...1, default: 0.5,
    "factor applied to the learning rate when validation stalls; 1 disables it")
  static let decayStart = Option.integer(
    "lr-decay-start", "N", in: 1 ... .max, default: 1,
    "number of validations without improvement that count as stalled")
  static let clip = Option.number(
    "clip-norm", "N", in: 0...1e6, default: 1, "maximum gradient norm; 0 disables clipping")
  static let average = Option.number(
    "exponential-smoothing", "R", in: 0...1, default: 0.001,
    "validate and save an exponential moving average of the weights, in which the newest have this weight; 0 disables it"
  )
  static let miniBatch = Option.integer(
    "mini-batch", "N", in: 1...65536, default: 64, "batch size in sentences")
  static let miniBatchWords = Option.integer(
    "mini-batch-words", "N", in: 1...1 << 24,
    "batch size in target tokens instead, padding included")
  static let maxiBatch = Option.integer(
    "maxi-batch", "N", in: 1...65536, default: 100,
    "number of batches to preload and sort by length")
  static let delay = Option.integer(
    "optimizer-delay", "N", in: 1...65536, default: 1,
    "number of batches per update (gradient accumulation)")
  static let epochs = Option.integer(
    "after-epochs", "N", in: 1 ... .max, "stop after N epochs")
  static let updates = Option.integer(
    "after-batches", "N", in: 1 ... .max, "stop after N updates")
  static let validation = Option.integer(
    "valid-freq", "N", in: 1 ... .max, "validate every N updates (default: every epoch)")
  static let patience = Option.integer(
    "early-stopping", "N", in: 1 ... .max, default: 5,
    "stop after N validations without improvement")
  static let metric = Option.choice(
    "early-stopping-on", ValidationMetric.self, default: .bleu,
    "metric that selects the best model")
  static let saving = Option.integer(
    "save-freq", "N", in: 1 ... .max, "save a checkpoint every N updates (default: every epoch)")
  static let display = Option.integer(
    "disp-freq", "N", in: 1 ... .max, default: 50, "log every N updates in log.jsonl")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 1, "random seed (initialization, shuffling, dropout)")
  static let precision = Option.choice(
    "precision", Precision.self, default: .float32,
    "precision of matrix multiplications; weights and sums stay float32")

  static let section = Section(
    "Training",
    [
      optimizer, momentum, rate, warmup, inverseSquareRoot, decay, decayStart, clip, average,
      miniBatch, miniBatchWords, maxiBatch, delay, epochs, updates, validation, patience, metric,
      saving, display, seed, precision,
    ])

  static func options(_ arguments: Arguments) -> TrainingOptions {
    var options = TrainingOptions()
    options.method =
      switch arguments[optimizer] {
      case .adam: .adam()
      case .sgd: .sgd(momentum: arguments[momentum])
      case .rmsprop: .rmsprop()
      }
    options.schedule = Schedule(learningRate: arguments[rate])
    options.schedule.warmup = arguments[warmup]
    options.schedule.inverseSquareRoot = arguments[inverseSquareRoot].map {
      InverseSquareRoot(scale: $0)
    }
    (options.plateauFactor, options.plateauPatience) = (arguments[decay], arguments[decayStart])
    options.clipNorm = arguments[clip] == 0 ? nil : arguments[clip]
    options.averagingRate = arguments[average] == 0 ? nil : arguments[average]
    options.batches.miniBatch = arguments[miniBatch]
    options.batches.miniBatchWords = arguments[miniBatchWords]
    options.batches.maxiBatch = arguments[maxiBatch]
    options.batches.seed = UInt64(arguments[seed])
    options.batches.bytePairDropout = arguments[CorpusFlags.mergeDropout]
    options.delay = arguments[delay]
    (options.lastEpoch, options.lastUpdate) = (arguments[epochs], arguments[updates])
    options.validationInterval = arguments[validation]
    (options.patience, options.decidingMetric) = (arguments[patience], arguments[metric])
    options.savingInterval = arguments[saving]
    options.seed = UInt64(arguments[seed])
    options.precision = arguments[precision]
    return options
  }
}
