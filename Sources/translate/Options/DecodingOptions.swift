import CommandLineInterface
import Decoding
import Kernels
import Messages
import TextProcessing

/// What the commands that run a model have in common.
enum DecodingOptions {
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

  /// Loads the model; says on standard error in what this machine is unlike the one that trained it.
  static func load(_ path: String, _ arguments: Arguments) throws -> LoadedModel {
    let loaded = try LoadedModel(
      path: path, precision: arguments[precision], threads: TextOptions.threadCount(arguments))
    if loaded.precision.isReplaced { note(precisionText(loaded.precision)) }
    if let difference = loaded.tokenizerDifference { note(tokenizerText(difference, of: path)) }
    return loaded
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
