import CommandLineInterface
import Kernels
import Training

/// The options that say how a model learns.
enum LearningFlags {
  enum Method: String, CaseIterable, Sendable { case adam, sgd, rmsprop }

  static let optimizer = Option.choice(
    "optimizer", Method.self, default: .adam, "how weights follow their gradients")
  static let momentum = Option.number(
    "momentum", "M", in: 0...0.999, default: 0, "of sgd: how much of the last step goes on")
  static let rate = Option.number(
    "learn-rate", "R", in: 0...10, default: 0.002, "the learning rate")
  static let warmup = Option.integer(
    "lr-warmup", "N", in: 0 ... .max, default: 0, "updates over which the rate rises to its value")
  static let inverseSquareRoot = Option.integer(
    "lr-decay-inv-sqrt", "N", in: 1 ... .max,
    "let the rate fall with the root of the updates from this one on")
  static let decay = Option.number(
    "lr-decay", "F", in: 0.01...1, default: 0.5,
    "multiply the rate by this when validation stalls; 1 leaves it")
  static let decayStart = Option.integer(
    "lr-decay-start", "N", in: 1 ... .max, default: 1,
    "validations without a new best that are a stall")
  static let clip = Option.number(
    "clip-norm", "N", in: 0...1e6, default: 1, "the longest gradient; 0 clips nothing")
  static let average = Option.number(
    "exponential-smoothing", "R", in: 0...1, default: 0.001,
    "validate and keep a moving average of the weights, in which the newest count so much; 0 keeps the weights themselves"
  )
  static let miniBatch = Option.integer(
    "mini-batch", "N", in: 1...65536, default: 64, "sentences a batch")
  static let miniBatchWords = Option.integer(
    "mini-batch-words", "N", in: 1...1 << 24,
    "or so many target words a batch, padding counted")
  static let maxiBatch = Option.integer(
    "maxi-batch", "N", in: 1...65536, default: 100,
    "batches that are read and sorted by length together")
  static let delay = Option.integer(
    "optimizer-delay", "N", in: 1...65536, default: 1, "batches an update")
  static let epochs = Option.integer(
    "after-epochs", "N", in: 1 ... .max, "end after so many epochs")
  static let updates = Option.integer(
    "after-batches", "N", in: 1 ... .max, "end after so many updates")
  static let validation = Option.integer(
    "valid-freq", "N", in: 1 ... .max, "validate every so many updates (default: every epoch)")
  static let patience = Option.integer(
    "early-stopping", "N", in: 1 ... .max, default: 5,
    "end after so many validations without a new best")
  static let metric = Option.choice(
    "early-stopping-on", ValidationMetric.self, default: .bleu,
    "what the best model is the best by")
  static let saving = Option.integer(
    "save-freq", "N", in: 1 ... .max,
    "write a checkpoint every so many updates (default: every epoch)")
  static let display = Option.integer(
    "disp-freq", "N", in: 1 ... .max, default: 50, "put every so manyth update into the log")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 1,
    "what the first weights, the order of sentences and dropout follow from")
  static let precision = Option.choice(
    "precision", Precision.self, default: .float32,
    "what products are made in; weights and sums are f32 in either")

  static let section = Section(
    "Learning",
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
