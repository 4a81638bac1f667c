import CommandLineInterface
import Evaluation
import Files

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
      try output.write(isJSON ? scoresJSON(reports) : scoresText(reports, of: texts))
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
