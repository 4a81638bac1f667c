import CommandLineInterface
import Evaluation
import Files
import Messages

enum Score {
  static let references = Option.paths(
    "reference", "FILE", "a translation to compare with; give it again for several of each line")
  static let metrics = Option.choices(
    "metric", MetricName.self, default: [.bleu, .chrf, .ter], "what to compute")
  static let perLine = Option.flag(
    "sentence", "score each line: the metrics' scores in their order, with tabs between")
  static let lowercase = Option.flag("lowercase", "ignore case in BLEU and chrF (TER always does)")
  static let json = Option.flag("json", "tell it as JSON")

  static let command = Command(
    "score", summary: "score a text against references: BLEU, chrF and TER",
    discussion: """
      Scores HYPOTHESIS (or standard input) with sacreBLEU's figures and signatures. The files are \
      plain text, not tokenized, and have the same number of lines.

      With --bootstrap and --baseline, p is how probable so large a difference from the baseline \
      would be if there were none.
      """,
    operands: [.file("HYPOTHESIS", optional: true)],
    options: [references, metrics, perLine, lowercase, json, TextOptions.threads],
    sections: [BLEUFlags.section, BootstrapFlags.section],
    examples: [
      Example("translate score --reference test.fr translated.fr"),
      Example("translate score --reference test.fr --metric chrf++ --sentence < translated.fr"),
      Example(
        "translate score --reference test.fr --bootstrap 1000 --baseline old.fr new.fr",
        "whether new.fr is better than old.fr by more than chance"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    try BLEUFlags.check(arguments, isUsed: arguments[metrics].contains(.bleu))
    try BootstrapFlags.check(arguments)
    TextOptions.announceTerminal(arguments.operands.first ?? "-", arguments)
    let texts = try ScoredTexts(
      hypothesis: arguments.operands.first ?? "-", references: arguments[references],
      baseline: arguments[BootstrapFlags.baseline])
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

  let hypothesis: Text
  let references: [Text]
  let baseline: Text?

  init(hypothesis: String, references: [String], baseline: String?) throws {
    if references.isEmpty {
      throw Diagnostic(
        .usage, "`--reference FILE` is missing",
        advice: "Such as: translate score --reference test.fr translated.fr")
    }
    let paths = references + [hypothesis, baseline].compactMap { $0 }
    if paths.count(where: { $0 == "-" }) > 1 {
      throw Diagnostic(
        .usage, "standard input cannot be two texts at once", advice: "Name the other's file.")
    }
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
        advice: "Each line is compared with the one of the same number.")
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
    if !isUsed {
      try refuse([tokenizer, smoothing, smoothingValue], in: arguments, "without bleu in --metric")
    }
    let method = arguments[smoothing]
    if method == .exponential || method == .none {
      try refuse([smoothingValue], in: arguments, "with --smooth \(method.rawValue)")
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
    if arguments[samples] == nil {
      try refuse(
        [baseline, seed], in: arguments, "without --bootstrap",
        advice: "Such as: --bootstrap 1000 --baseline old.fr")
    } else if arguments[Score.perLine] {
      throw Diagnostic(.usage, "--bootstrap is for whole files, and --sentence for lines")
    }
  }

  static func bootstrap(_ arguments: Arguments) -> Bootstrap? {
    arguments[samples].map { Bootstrap(samples: $0, seed: UInt64(arguments[seed])) }
  }
}
