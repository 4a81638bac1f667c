import CommandLineInterface
import Decoding
import Kernels
import Messages
import RecurrentModels
import TextProcessing
import Threading

/// What the commands that run a model have in common.
enum ModelOptions {
  static let precision = Option.choice(
    "precision", Precision.self, default: .float32,
    "what to multiply in: bf16 is faster where the processor has it, and rounds more")
  static let miniBatch = Option.integer(
    "mini-batch", "N", in: 1...4096, default: 64,
    "how many lines go through the model together at most; the output is the same for any number")
  static let maxiBatch = Option.integer(
    "maxi-batch", "N", in: 1...10_000, default: 32,
    "read so many mini-batches at once, so that lines of equal lengths go together")
  static let section = Section(
    "Running", [TextOptions.threads, precision, miniBatch, maxiBatch])

  static let minLength = Option.integer(
    "min-length", "N", in: 0...10_000, default: 0,
    "the fewest tokens of a translation, where a line is not empty")
  static let maxLengthFactor = Option.number(
    "max-length-factor", "X", in: .leastNonzeroMagnitude...1000, default: 3,
    "the most tokens of a translation, as a multiple of its source's; 10 are always allowed")
  static let maxLength = Option.integer(
    "max-length", "N", in: 1...10_000, default: 1000,
    "the most tokens of a source, whose end is left out where it has more")
  static let lengths = Section("Lengths", [minLength, maxLengthFactor, maxLength])

  static func linesAtOnce(_ arguments: Arguments) -> Int {
    arguments[miniBatch] * arguments[maxiBatch]
  }

  static func translator(
    _ loaded: LoadedModel, aligning: Bool = false, _ arguments: Arguments
  ) -> Translator {
    var options = Translator.Options()
    options.search.wantsAlignment = aligning
    options.search.limits.shortest = arguments[minLength]
    options.search.limits.longestFactor = arguments[maxLengthFactor]
    options.miniBatch = arguments[miniBatch]
    options.longestSource = arguments[maxLength]
    return loaded.translator(options)
  }
}

/// A translation model that is ready to be run.
struct LoadedModel {
  let file: TranslationModelFile
  let running: RunningModel
  let pool: WorkerPool

  /// Says on standard error in what this machine is not like the one that trained the model.
  init(path: String, _ arguments: Arguments) throws {
    file = try TranslationModelFile(path: path)
    pool = WorkerPool(
      threads: TextOptions.threadCount(arguments), prepare: keepProductsToThisThread)
    running = try RunningModel(
      file.model, weights: file.weights,
      precision: available(arguments[ModelOptions.precision]), on: pool)
    for encoding in [file.source, file.target] {
      if let difference = encoding.originDifferences.first {
        note(
          "\(input(path)) was trained on tokens of another \(words(difference.matter)) "
            + "(\(difference.there), here \(difference.here)): some words may be split otherwise")
        break
      }
    }
  }

  func translator(_ options: Translator.Options) -> Translator {
    Translator(running, source: file.source, target: file.target, options, on: pool)
  }
}

/// What the processor has of a precision; where that is another, it is said.
func available(_ asked: Precision) -> Precision {
  let precision = asked.available
  if precision.isReplaced {
    note(
      "this processor has no \(asked.rawValue): multiplying in \(precision.used.rawValue)")
  }
  return precision.used
}

private func words(_ matter: TokenizerOrigin.Difference.Matter) -> String {
  switch matter {
  case .icuVersion: "version of ICU"
  case .unicodeVersion: "version of Unicode"
  case .rules: "set of word rules"
  }
}
