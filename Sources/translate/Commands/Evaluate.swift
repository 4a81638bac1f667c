import CommandLineInterface
import Decoding
import Files

enum Evaluate {
  static let source = Option<String?>.path("source", "FILE", "sentences to translate")
    .required()
  static let output = Option.path(
    "output", "FILE", "also write the translations to this file"
  ).written()

  static let command = Command(
    "evaluate", summary: "translate a test set with a model and score the translations",
    discussion: """
      Translates as `translate run` does, and scores the translations as `translate score` does: \
      sacreBLEU's scores with their signatures. The files are plain text, not tokenized, and have \
      the same number of lines.
      """,
    operands: [.file("MODEL")],
    options: [source] + ScoringOptions.all + [output],
    sections: ScoringOptions.sections + [
      DecodingOptions.lengths, DecodingOptions.section, Section("Verbosity", [TextOptions.quiet]),
    ],
    examples: [
      Example("translate evaluate model.safetensors --source test.en --reference test.fr"),
      Example(
        "translate evaluate model.safetensors --source test.en --reference test.fr "
          + "--metric bleu --json"),
      Example(
        "translate evaluate new.safetensors --source test.en --reference test.fr "
          + "--bootstrap 1000 --baseline old.fr",
        "whether the new model is significantly better than the translation in old.fr"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let path = arguments.operands[0]
    let references = arguments[ScoringOptions.references]
    let baseline = arguments[BootstrapFlags.baseline]
    try ScoringOptions.check(
      arguments,
      example: "translate evaluate model.safetensors --source test.en --reference test.fr")
    var texts = try ScoredTexts(
      hypothesis: arguments[source], references: references, baseline: baseline)
    let loaded = try DecodingOptions.load(path, arguments)
    let translations = try translate(texts.hypothesis.lines, loaded, arguments)
    try write(translations, arguments)
    texts.hypothesis = ScoredTexts.Text(path: path, lines: translations)
    try ScoringOptions.printScores(of: texts, arguments)
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
}
