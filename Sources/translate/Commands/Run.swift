import CommandLineInterface
import Decoding
import Files
import Glibc
import Messages
import RecurrentModels
import TextProcessing

enum Run {
  static let inputFile = Option.path(
    "input", "FILE", default: "-", "file to translate, a sentence on each line; may be gzip")
  static let invalidUTF8 = Option.choice(
    "invalid-utf8", InvalidLines.self, default: .replace,
    "what to do with a line that is not UTF-8: replace the invalid bytes by U+FFFD, or stop")
  static let status = Option.path(
    "status", "FILE",
    "write a word for each line to FILE: ok; cropped (the end of a long source was left out); max-length (the translation was cut off); empty; or repaired (the source was not UTF-8)"
  ).written()
  static let json = Option.flag(
    "json",
    "write a JSON object for each line: source, translation, its log probability and status")
  static let alignment = Option.flag(
    "alignment",
    "write the alignment by attention after each translation: pairs of source and target words, such as ||| 0-0 1-2"
  )
  static let interactive = Option.flag(
    "interactive", "translate each line at once (the default on a terminal)")

  static let command = Command(
    "run", summary: "translate sentences, lines or files with a model",
    discussion: """
      Translates each SENTENCE, or else each line of --input (or standard input). N lines in are N \
      lines out, in order, whatever they hold: an empty line gives an empty line. Lines end at the \
      line feed alone; a file may be gzip.

      With --alignment, ` ||| 0-0 1-2` after a translation means that its first word is aligned with \
      the first of the source, and its third with the second. Words are separated by white space; \
      one that attention aligned with the end of the sentence has no pair. With --json these pairs \
      are in wordAlignment, and those of tokens in alignment: indices of sourceTokens and \
      targetTokens, each of which has its text, start and end, in code points, as Python indexes.
      """,
    operands: [.file("MODEL"), .texts("SENTENCE")],
    options: [inputFile, TextOptions.output, json, alignment, status, invalidUTF8, interactive],
    sections: [
      DecodingOptions.lengths, DecodingOptions.section, Section("Verbosity", [TextOptions.quiet]),
    ],
    examples: [
      Example("translate run model.safetensors 'A cat sat on the mat.'"),
      Example("translate model.safetensors < test.en > test.fr", "the same, without `run`"),
      Example(
        "translate run model.safetensors --input test.en.gz --output test.fr --status test.status"),
      Example(
        "translate run model.safetensors --json 'A cat.' | python3 -m json.tool",
        "with its log probability"),
      Example("translate run model.safetensors --alignment --input test.en > test.aligned"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let sentences = sentences(arguments)
    try check(arguments, hasSentences: !sentences.isEmpty)
    let source = try LineSource(sentences: sentences, arguments)
    let loaded = try load(arguments)
    try refuseFileName(sentences, model: arguments.operands[0])
    if arguments[alignment], loaded.file.model.options.attention == nil {
      throw Diagnostic(
        .usage, "\(input(arguments.operands[0])) has no attention, which --alignment needs",
        advice: "Leave out --alignment, or train a model with --attention.")
    }
    let progress = ProgressBar(
      "translate", total: source.size, isQuiet: arguments[TextOptions.quiet] || source.isShort)
    let output = try RunOutput(arguments)
    var summary = RunSummary(of: output.translations, isQuiet: arguments[TextOptions.quiet])
    if sentences.isEmpty { TextOptions.announceTerminal(arguments[inputFile], arguments) }
    let translator = DecodingOptions.translator(loaded, aligning: arguments[alignment], arguments)
    try translator.translate(
      source.next, linesAtOnce: source.isShort ? nil : DecodingOptions.linesAtOnce(arguments),
      repairing: arguments[invalidUTF8] == .replace
    ) { lines, translations in
      progress.erase()  // the output may be on the same terminal
      try output.write(lines, translations)
      progress.advance(by: lines.reduce(0) { $0 + $1.text.count + 1 })
      summary.add(lines: lines.count)
    }
    progress.erase()
    try output.commit()
    summary.show()
  }

  /// None where lines are read; `-` alone is standard input, as in every command.
  private static func sentences(_ arguments: Arguments) -> ArraySlice<String> {
    let sentences = arguments.operands.dropFirst()
    return sentences.elementsEqual(["-"]) ? [] : sentences
  }

  private static func load(_ arguments: Arguments) throws -> LoadedModel {
    do {
      return try DecodingOptions.load(arguments.operands[0], arguments)
    } catch SafetensorsError.otherKind(let path, .text)
      where arguments.operands.count == 1 && !arguments.isGiven(inputFile)
    {
      throw Diagnostic(
        .badData, "\(input(path)) is a text file, not a model",
        advice: "The model comes first: `translate model.safetensors --input \(path)`.")
    }
  }

  /// The name of a file is not a sentence: whoever types it wants the file translated.
  private static func refuseFileName(_ sentences: ArraySlice<String>, model: String) throws {
    guard let name = sentences.first, isRegularFile(name) else { return }
    throw Diagnostic(
      .usage, "`\(name)` is a file, and arguments are translated as sentences",
      advice: "Its lines: `translate \(model) --input \(name)`. "
        + "The name itself: `echo \(name) | translate \(model)`.")
  }

  private static func check(_ arguments: Arguments, hasSentences: Bool) throws {
    if hasSentences {
      try refuse(
        [inputFile, interactive], in: arguments, "where sentences are given",
        advice: "Leave out one of them.")
    }
    if arguments[interactive], arguments.isGiven(inputFile) {
      throw Diagnostic(
        .usage, "--interactive is for standard input, and --input names a file",
        advice: "Leave out one of them.")
    }
  }
}

/// What to do with a line that is not UTF-8. None is skipped: as many lines are written as are
/// read.
enum InvalidLines: String, CaseIterable, Sendable { case replace, error }

/// Where the lines come from.
private struct LineSource {
  let next: () throws -> LineBlock?
  /// In bytes, where it is known.
  var size: Int?
  /// Lines are few or come one by one: each is translated as it comes.
  let isShort: Bool

  init(sentences: ArraySlice<String>, _ arguments: Arguments) throws {
    let path = arguments[Run.inputFile]
    isShort =
      !sentences.isEmpty || arguments[Run.interactive] || path == "-" && isatty(STDIN_FILENO) == 1
    guard isShort else {
      let reader = try LineReader(path: path)
      (next, size) = (reader.nextBlock, reader.size)
      return
    }
    if sentences.isEmpty {
      next = ArrivingLines().nextBlock
    } else {
      let text = sentences.map { $0 + "\n" }.joined()
      var block: LineBlock? = LineBlock(path: "the command line", bytes: Array(text.utf8))
      next = {
        defer { block = nil }
        return block
      }
    }
  }
}

private func isRegularFile(_ path: String) -> Bool {
  var facts = stat()
  return stat(path, &facts) == 0 && facts.isRegular
}

/// Writes the translations, one on each line.
private final class RunOutput {
  let translations: OutputFile
  private let status: OutputFile?
  private let isJSON: Bool
  private let hasAlignment: Bool

  init(_ arguments: Arguments) throws {
    translations = try OutputFile(path: arguments[TextOptions.output])
    status = try arguments[Run.status].map { try OutputFile(path: $0) }
    isJSON = arguments[Run.json]
    hasAlignment = arguments[Run.alignment]
  }

  func write(_ lines: [SourceLine], _ translations: [Translation]) throws {
    var bytes: [UInt8] = []
    for (line, translation) in zip(lines, translations) {
      if isJSON {
        bytes.append(json: translationJSON(line, translation, hasAlignment: hasAlignment))
      } else {
        bytes += translationText(line, translation, hasAlignment: hasAlignment)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    try self.translations.write(bytes.span)
    try status?.write(translations.map { $0.status.rawValue + "\n" }.joined())
  }

  func commit() throws {
    try translations.commit()
    try status?.commit()
  }
}
