import CommandLineInterface
import Evaluation

/// The metrics, by the names that options and JSON have.
enum MetricName: String, CaseIterable, Sendable {
  case bleu, chrf
  case chrfWithWords = "chrf++"
  case ter

  /// chrF ignores case where BLEU does.
  func metric(for references: [[[UInt8]]], bleu: BLEU.Options) throws -> any Metric {
    switch self {
    case .bleu: return try BLEU(references: references, options: bleu)
    case .chrf, .chrfWithWords:
      var options = self == .chrf ? ChrF.Options() : .withWords
      options.lowercases = bleu.lowercases
      return try ChrF(references: references, options: options)
    case .ter: return try TER(references: references)
    }
  }
}

/// What BLEU can be asked.
enum BLEUFlags {
  enum SmoothingName: String, CaseIterable, Sendable {
    case exponential = "exp"
    case floor
    case addK = "add-k"
    case none
  }

  static let tokenizer = Option.choice(
    "tokenize", BLEU.Tokenizer.self, default: .mteval13a,
    "how to split text into words: as the WMT evaluations do; at Unicode's punctuation and symbols; into characters; Chinese into characters and the rest as 13a; at white space"
  )
  static let smoothing = Option.choice(
    "smooth", SmoothingName.self, default: .exponential,
    "what to take for a length of which no n-grams match: a half of one, then a quarter and so on; VALUE of one; VALUE more than match, for all lengths but one; nothing"
  )
  static let smoothingValue = Option.number(
    "smooth-value", "VALUE", in: 0 ... .infinity, "that value (default: 0.1 for floor, 1 for add-k)"
  )

  static let section = Section("BLEU", [tokenizer, smoothing, smoothingValue])

  static func check(_ arguments: Arguments, isUsed: Bool) throws {
    for option in [tokenizer, smoothing, smoothingValue] as [any DeclaredOption]
    where !isUsed && arguments.isGiven(option) {
      throw Diagnostic(.usage, "\(option.name) means nothing without bleu in --metric")
    }
    let method = arguments[smoothing]
    if arguments.isGiven(smoothingValue), method == .exponential || method == .none {
      throw Diagnostic(.usage, "--smooth-value means nothing with --smooth \(method.rawValue)")
    }
  }

  /// Single lines are short: their BLEU is that of the lengths they have.
  static func options(_ arguments: Arguments) -> BLEU.Options {
    var options = BLEU.Options()
    options.tokenizer = arguments[tokenizer]
    options.lowercases = arguments[Score.lowercase]
    options.usesEffectiveOrder = arguments[Score.perLine]
    let value = arguments[smoothingValue]
    options.smoothing =
      switch arguments[smoothing] {
      case .exponential: .exponential
      case .floor: value.map { .floor($0) } ?? .floor()
      case .addK: value.map { .addK($0) } ?? .addK()
      case .none: .none
      }
    return options
  }
}

/// What can be asked about chance.
enum BootstrapFlags {
  static let samples = Option.integer(
    "bootstrap", "N", in: 1...1_000_000,
    "tell how sure the scores are: score N test sets of lines drawn by lot from this one")
  static let baseline = Option.path(
    "baseline", "FILE", "another translation, to tell whether the difference is more than chance")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 12345, "what the lot follows from")

  static let section = Section("Chance", [samples, baseline, seed])

  static func check(_ arguments: Arguments) throws {
    let isAsked = arguments[samples] != nil
    for option in [baseline, seed] as [any DeclaredOption]
    where !isAsked && arguments.isGiven(option) {
      throw Diagnostic(
        .usage, "\(option.name) means nothing without --bootstrap",
        advice: "Such as: --bootstrap 1000 --baseline old.fr")
    }
    if isAsked && arguments[Score.perLine] {
      throw Diagnostic(.usage, "--bootstrap is for whole files, and --sentence for lines")
    }
  }

  static func bootstrap(_ arguments: Arguments) -> Bootstrap? {
    arguments[samples].map { Bootstrap(samples: $0, seed: UInt64(arguments[seed])) }
  }
}
