import CommandLineInterface
import Decoding
import Evaluation
import Files

enum Evaluate {
  static let source = Option<String?>.path("source", "FILE", "the sentences to translate")
    .required()
  static let references = Option.paths(
    "reference", "FILE", "a translation to compare with; give it again for several of each line")
  static let output = Option.path(
    "output", "FILE", "where to write the model's translations as well"
  ).written()

  static let command = Command(
    "evaluate", summary: "translate a text with a model, and score the translations",
    discussion: """
      Runs the model as `translate run` does, and scores what it says as `translate score` does: \
      sacreBLEU's figures with their signatures. The files are plain text, not tokenized, and have \
      the same number of lines.
      """,
    operands: [.file("MODEL")],
    options: [source, references, Score.metrics, BLEUFlags.tokenizer, Score.json, output],
    sections: [
      DecodingOptions.lengths, DecodingOptions.section, Section("Talk", [TextOptions.quiet]),
    ],
    examples: [
      Example("translate evaluate model.safetensors --source test.en --reference test.fr"),
      Example(
        "translate evaluate model.safetensors --source test.en --reference test.fr "
          + "--metric bleu --json"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let path = arguments.operands[0]
    if arguments[references].isEmpty {
      throw Diagnostic(.usage, "`--reference FILE` is missing")
    }
    let texts = try ScoredTexts(
      hypothesis: arguments[source], references: arguments[references], baseline: nil)
    let loaded = try DecodingOptions.load(path, arguments)
    let translated = try translate(texts.hypothesis.lines, loaded, arguments)
    try write(translated, arguments)
    var bleu = BLEU.Options()
    bleu.tokenizer = arguments[BLEUFlags.tokenizer]
    var reports: [MetricReport] = []
    for name in arguments[Score.metrics]
    where !reports.contains(where: { $0.key == name.rawValue }) {
      let metric = try name.metric(for: texts.references.map(\.lines), bleu: bleu)
      reports.append(
        try report(metric, as: name, on: translated, threads: TextOptions.threadCount(arguments)))
    }
    try OutputFile(path: "-").write(
      arguments[Score.json] ? scoresJSON(reports) : scoresText(reports))
  }

  private static func translate(
    _ lines: [[UInt8]], _ loaded: LoadedModel, _ arguments: Arguments
  ) throws -> [[UInt8]] {
    let translator = DecodingOptions.translator(loaded, arguments)
    let progress = ProgressBar(
      "translate", total: lines.count, unit: .things("lines"), isQuiet: arguments[TextOptions.quiet]
    )
    defer { progress.erase() }
    let step = DecodingOptions.linesAtOnce(arguments)
    return try stride(from: 0, to: lines.count, by: step).flatMap { start in
      let part = lines[start..<min(start + step, lines.count)]
      defer { progress.advance(by: part.count) }
      return try translator.translate(part.map { SourceLine($0) }).map(\.text)
    }
  }

  private static func write(_ lines: [[UInt8]], _ arguments: Arguments) throws {
    guard let path = arguments[output] else { return }
    let file = try OutputFile(path: path)
    try file.write(Array(lines.map { $0 + [UInt8(ascii: "\n")] }.joined()).span)
    try file.commit()
  }

  private static func report(
    _ metric: some Metric, as name: MetricName, on lines: [[UInt8]], threads: Int
  ) throws -> MetricReport {
    MetricReport(
      key: name.rawValue, name: metric.name, signature: metric.signature,
      score: try metric.score(lines, threads: threads))
  }
}
