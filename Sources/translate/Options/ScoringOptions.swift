import CommandLineInterface
import Evaluation
import Files
import Messages

/// What `score` and `evaluate` have in common: all but where the translation comes from.
enum ScoringOptions {
  static let references = Option.paths(
    "reference", "FILE",
    "reference translation; give it again for several references of each line")
  static let metrics = Option.choices(
    "metric", MetricName.self, default: [.bleu, .chrf, .ter], "metrics to compute")
  static let perLine = Option.flag(
    "sentence", "score each line: the scores in the order of the metrics, separated by tabs")
  static let lowercase = Option.flag("lowercase", "ignore case in BLEU and chrF (TER always does)")
  static let json = Option.flag("json", "write JSON")

  static let all: [any DeclaredOption] = [references, metrics, perLine, lowercase, json]
  static let sections = [BLEUFlags.section, BootstrapFlags.section]

  /// - Parameter example: a command line with a reference.
  static func check(_ arguments: Arguments, example: String) throws {
    if arguments[references].isEmpty {
      throw Diagnostic(
        .usage, "`--reference FILE` is missing", advice: "Such as: \(example)")
    }
    try BLEUFlags.check(arguments, isUsed: arguments[metrics].contains(.bleu))
    try BootstrapFlags.check(arguments)
  }

  /// Scores the hypothesis by each metric and prints the scores.
  static func printScores(of texts: ScoredTexts, _ arguments: Arguments) throws {
    var reports: [MetricReport] = []
    for name in arguments[metrics] where !reports.contains(where: { $0.key == name.rawValue }) {
      let metric = try name.metric(
        for: texts.references.map(\.lines), bleu: BLEUFlags.options(arguments))
      reports.append(try report(metric, as: name, on: texts, arguments))
    }
    let isJSON = arguments[json]
    let output = try OutputFile(path: "-")
    if arguments[perLine] {
      if !isJSON { note(reports.map { "\($0.name)|\($0.signature)" }.joined(separator: "\n")) }
      try output.write(isJSON ? lineScoresJSON(reports) : lineScoresText(reports))
    } else {
      let paths = (baseline: texts.baseline?.path, new: texts.hypothesis.path)
      try output.write(isJSON ? scoresJSON(reports) : scoresText(reports, of: paths))
    }
  }

  private static func report(
    _ metric: some Metric, as name: MetricName, on texts: ScoredTexts, _ arguments: Arguments
  ) throws -> MetricReport {
    let threads = TextOptions.threadCount(arguments)
    let statistics = try metric.statistics(of: texts.hypothesis.lines, threads: threads)
    var report = MetricReport(
      key: name.rawValue, name: metric.name, signature: metric.signature,
      score: metric.score(of: statistics.total))
    if arguments[perLine] {
      report.lineScores = statistics.indices.map {
        metric.score(of: Array(statistics[$0])).value
      }
    }
    guard let bootstrap = BootstrapFlags.bootstrap(arguments) else { return report }
    report.signature = metric.signature.resampled(bootstrap.samples, seed: bootstrap.seed)
    if let baseline = texts.baseline {
      report.comparison = bootstrap.compare(
        statistics, with: try metric.statistics(of: baseline.lines, threads: threads), by: metric)
    }
    report.estimate = report.comparison?.hypothesis ?? bootstrap.estimate(statistics, by: metric)
    return report
  }
}

/// The files to compare, read whole: all have the same number of lines, at least one.
struct ScoredTexts {
  struct Text {
    var path: String
    var lines: [[UInt8]] = []
  }

  var hypothesis: Text
  let references: [Text]
  let baseline: Text?

  init(hypothesis: String, references: [String], baseline: String?) throws {
    self.references = try references.map(Self.read)
    self.hypothesis = try Self.read(hypothesis)
    self.baseline = try baseline.map(Self.read)
    let first = self.references[0]
    for text in self.references + [self.hypothesis] + [self.baseline].compactMap({ $0 })
    where text.lines.count != first.lines.count {
      throw Diagnostic(
        .badData,
        "\(input(text.path)) has \(text.lines.count) lines, and \(input(first.path)) "
          + "\(first.lines.count)",
        advice:
          "Line N is compared with line N of the reference: the files must have as many lines.")
    }
  }

  private static func read(_ path: String) throws -> Text {
    let reader = try LineReader(path: path)
    var text = Text(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        text.lines.append(Array(block.bytes[line.text]))
      }
    }
    if text.lines.isEmpty {
      throw Diagnostic(.badData, "\(input(path)) is empty: there is nothing to score")
    }
    return text
  }
}

/// The metrics by their names in options and JSON.
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

/// The options of BLEU.
enum BLEUFlags {
  enum SmoothingName: String, CaseIterable, Sendable {
    case exponential = "exp"
    case floor
    case addK = "add-k"
    case none
  }

  static let tokenizer = Option.choice(
    "tokenize", BLEU.Tokenizer.self, default: .mteval13a,
    "tokenizer of BLEU: WMT's mteval-v13a, mteval-v14 (international), characters, Chinese, or none (split at white space)"
  )
  static let smoothing = Option.choice(
    "smooth", SmoothingName.self, default: .exponential,
    "smoothing of BLEU: exponential decay, floor (VALUE in place of zero counts), add-k (VALUE added to the counts for n > 1), or none"
  )
  static let smoothingValue = Option.number(
    "smooth-value", "VALUE", in: 0 ... .infinity,
    "the value of floor and add-k (default: 0.1 for floor, 1 for add-k)"
  )

  static let section = Section("BLEU", [tokenizer, smoothing, smoothingValue])

  static func check(_ arguments: Arguments, isUsed: Bool) throws {
    if !isUsed {
      try refuse([tokenizer, smoothing, smoothingValue], in: arguments, "without bleu in --metric")
    }
    let method = arguments[smoothing]
    if method == .exponential || method == .none {
      try refuse([smoothingValue], in: arguments, "with --smooth \(method.rawValue)")
    }
  }

  /// Single lines are short: their BLEU is over the n-gram orders that they have.
  static func options(_ arguments: Arguments) -> BLEU.Options {
    var options = BLEU.Options()
    options.tokenizer = arguments[tokenizer]
    options.lowercases = arguments[ScoringOptions.lowercase]
    options.usesEffectiveOrder = arguments[ScoringOptions.perLine]
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

/// The options of bootstrap resampling.
enum BootstrapFlags {
  static let samples = Option.integer(
    "bootstrap", "N", in: 1...1_000_000,
    "95 % confidence intervals by bootstrap resampling: score N random samples of the lines")
  static let baseline = Option.path(
    "baseline", "FILE",
    "another translation to compare with by paired bootstrap resampling, which gives a p-value")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 12345, "random seed of the samples")

  static let section = Section("Significance", [samples, baseline, seed])

  static func check(_ arguments: Arguments) throws {
    if arguments[samples] == nil {
      try refuse(
        [baseline, seed], in: arguments, "without --bootstrap",
        advice: "Such as: --bootstrap 1000 --baseline old.fr")
    } else if arguments[ScoringOptions.perLine] {
      throw Diagnostic(.usage, "--bootstrap is for whole files, and --sentence for lines")
    }
  }

  static func bootstrap(_ arguments: Arguments) -> Bootstrap? {
    arguments[samples].map { Bootstrap(samples: $0, seed: UInt64(arguments[seed])) }
  }
}
