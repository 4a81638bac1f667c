import CommandLineInterface
import Decoding
import Kernels
import Messages
import TextProcessing

/// What the commands that run a model have in common.
enum DecodingOptions {
  static let precision = Option.choice(
    "precision", Precision.self, default: .float32,
    "precision of matrix multiplications; bf16 is faster where the processor has it, and less precise"
  )
  static let miniBatch = Option.integer(
    "mini-batch", "N", in: 1...4096, default: 64,
    "most lines in a batch; the output is the same for any number")
  static let maxiBatch = Option.integer(
    "maxi-batch", "N", in: 1...10_000, default: 32,
    "read N mini-batches at once and sort them by length, so that batches have little padding")
  static let section = Section(
    "Batches and speed", [TextOptions.threads, precision, miniBatch, maxiBatch])

  static let minLength = Option.integer(
    "min-length", "N", in: 0...10_000, default: 0,
    "fewest tokens of a translation; an empty line stays empty")
  static let maxLengthFactor = Option.number(
    "max-length-factor", "X", in: .leastNonzeroMagnitude...1000, default: 3,
    "most tokens of a translation, as a multiple of its source's; 10 are always allowed")
  static let maxLength = Option.integer(
    "max-length", "N", in: 1...10_000, default: 1000,
    "most tokens of a source; the end of a longer one is left out")
  static let lengths = Section("Lengths", [minLength, maxLengthFactor, maxLength])

  static func linesAtOnce(_ arguments: Arguments) -> Int {
    arguments[miniBatch] * arguments[maxiBatch]
  }

  /// Loads the model; notes on standard error how this machine differs from the one that trained
  /// it.
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
