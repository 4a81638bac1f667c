import CommandLineInterface
import Decoding
import Messages
import TextProcessing

enum Run {
  static let inputFile = Option.path("input", "FILE", default: "-", "the lines to translate")
  static let invalidUTF8 = Option.choice(
    "invalid-utf8", UnsoundLines.self, default: .replace,
    "what to do with a line that is not UTF-8: put U+FFFD in its place, or stop")
  static let status = Option.path(
    "status", "FILE",
    "a word for each line: ok; cropped, where its end was left out; max-length, where the translation came to no end; empty; or repaired"
  )
  static let json = Option.flag(
    "json", "write an object a line: source, translation, its log probability and status")
  static let alignment = Option.flag(
    "alignment",
    "tell for each token of a translation which of the source attention weighed most: ||| 0-0 1-2 behind it, or pairs in JSON"
  )
  static let interactive = Option.flag(
    "interactive", "translate each line as it comes (as always from a terminal)")

  static let command = Command(
    "run", summary: "translate sentences, lines or files with a model",
    discussion: """
      Translates each SENTENCE, or else each line of --input (or standard input). N lines in are N \
      lines out, in order, whatever they hold: an empty line gives an empty line. Lines end at the \
      line feed alone; a file may be gzip.
      """,
    operands: [.file("MODEL"), .texts("SENTENCE")],
    options: [inputFile, TextOptions.output, json, alignment, status, invalidUTF8, interactive],
    sections: [
      ModelOptions.lengths, ModelOptions.section, Section("Talk", [TextOptions.quiet]),
    ],
    examples: [
      Example("translate run model.safetensors 'A cat sat on the mat.'"),
      Example("translate model.safetensors < test.en > test.fr", "the same, without `run`"),
      Example(
        "translate run model.safetensors --input test.en.gz --output test.fr --status test.status"),
      Example(
        "translate run model.safetensors --json 'A cat.' | python3 -m json.tool",
        "with its log probability"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let sentences = arguments.operands.dropFirst()
    try check(arguments, hasSentences: !sentences.isEmpty)
    let source = try LineSource(sentences: sentences, arguments)
    let loaded = try LoadedModel(path: arguments.operands[0], arguments)
    if arguments[alignment], loaded.file.model.options.attention == nil {
      throw Diagnostic(
        .usage, "\(input(arguments.operands[0])) has no attention that could tell what it looks at",
        advice: "Leave out --alignment.")
    }
    let progress = ProgressBar(
      "translate", total: source.size, isQuiet: arguments[TextOptions.quiet] || source.isShort)
    let output = try RunOutput(arguments)
    let translator = ModelOptions.translator(loaded, aligning: arguments[alignment], arguments)
    try translator.translate(
      source.next, linesAtOnce: source.isShort ? nil : ModelOptions.linesAtOnce(arguments),
      repairing: arguments[invalidUTF8] == .replace
    ) { lines, translations in
      progress.erase()  // the output may be on the same terminal
      try output.write(lines, translations)
      progress.advance(by: lines.reduce(0) { $0 + $1.text.count + 1 })
    }
    progress.erase()
    try output.commit()
  }

  private static func check(_ arguments: Arguments, hasSentences: Bool) throws {
    if hasSentences {
      for option in [inputFile, interactive] as [any DeclaredOption] where arguments.isGiven(option)
      {
        throw Diagnostic(
          .usage, "\(option.name) means nothing where sentences are given",
          advice: "Leave out one of them.")
      }
    }
    if arguments[interactive], arguments.isGiven(inputFile) {
      throw Diagnostic(
        .usage, "--interactive is for standard input, and --input names a file",
        advice: "Leave out one of them.")
    }
    try TextProcessing.checkOutputs(
      [arguments[TextOptions.output]] + (arguments[status].map { [$0] } ?? []),
      besides: [arguments.operands[0], arguments[inputFile]])
  }
}

/// What can be done with a line that is not UTF-8, where as many lines go out as come in.
enum UnsoundLines: String, CaseIterable, Sendable { case replace, error }
