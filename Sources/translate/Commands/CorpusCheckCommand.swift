import CommandLineInterface
import Corpora
import Files

enum CorpusCheckCommand {
  static let validSource = Option.path("valid-source", "FILE", "source of the validation part")
  static let validTarget = Option.path("valid-target", "FILE", "target of the validation part")
  static let testSource = Option.path("test-source", "FILE", "source of the test part")
  static let testTarget = Option.path("test-target", "FILE", "target of the test part")
  static let maxWords = Option.integer(
    "max-words", "N", in: 1 ... .max, default: 100, "note lines with more words")
  static let maxRatio = Option.number(
    "max-ratio", "X", in: 1 ... .infinity, default: 9,
    "note pairs where one side has more than X times the words of the other")
  static let places = Option.integer(
    "places", "N", in: 1...1_000_000, default: 5, "how many lines to list of each kind")
  static let strict = Option.flag("strict", "exit with status 65 for notes too")

  static let command = Command(
    "check", summary: "report what is wrong with a corpus, with file and line",
    discussion: """
      Faults make a corpus useless for training: files that are empty, of unequal length or cannot \
      be read, bytes that are not UTF-8. With a fault the exit status is 65.

      Notes are worth a look: empty sides, copies, duplicates, odd lengths, a wrong script; tabs, \
      entities such as &amp;, quoting as in CSV, doubled, leading or trailing spaces, control \
      characters; numbers or addresses that differ between the sides, swapped sides, lines shifted \
      against the other side; text that is also in another part. `translate corpus clean` drops such \
      pairs or fixes them.

      Swapped sides are found by the words of the corpus, or by their scripts where two languages \
      that share none are named. A shift is found by lengths, numbers and names, after some twenty \
      lines. Numbers may differ as translations do: small and round ones in words, 1,000 as 1.000, \
      5 pm as 17 h.
      """,
    operands: CorpusOptions.operands,
    options: [
      CorpusOptions.table, validSource, validTarget, testSource, testTarget,
      CorpusOptions.sourceLanguage, CorpusOptions.targetLanguage, maxWords, maxRatio, places,
      strict, CorpusOptions.json,
    ],
    examples: [
      Example("translate corpus check corpus.en corpus.fr --target-language fr"),
      Example(
        "translate corpus check train.en train.fr --test-source test.en --test-target test.fr"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    try CorpusOptions.checkLanguages(arguments)
    for path in arguments.inputs { try checkReadable(path) }
    var limits = CorpusLimits.notable
    limits.maxWords = arguments[maxWords]
    limits.maxRatio = arguments[maxRatio]
    let check = CorpusCheck(
      limits: limits, sourceLocale: arguments[CorpusOptions.sourceLanguage],
      targetLocale: arguments[CorpusOptions.targetLanguage], placesKept: arguments[places])
    var parts = [CorpusPart(name: "train", files: try CorpusOptions.files(arguments))]
    parts += try part("valid", arguments[validSource], arguments[validTarget])
    parts += try part("test", arguments[testSource], arguments[testTarget])
    let report = try check.check(parts)
    let output = try OutputFile(path: "-")
    try output.write(arguments[CorpusOptions.json] ? jsonText(report) : corpusText(report))
    if report.has(.fault) {
      throw Diagnostic(
        .badData, "the corpus has faults", advice: "Fix them before you train on it.")
    }
    if arguments[strict] && report.has(.note) {
      throw Diagnostic(.badData, "the corpus has notes, and --strict was given")
    }
  }

  private static func part(_ name: String, _ source: String?, _ target: String?) throws
    -> [CorpusPart]
  {
    switch (source, target) {
    case (nil, nil): return []
    case (let source?, let target?):
      return [CorpusPart(name: name, files: .sides(source: source, target: target))]
    default:
      throw Diagnostic(
        .usage, "--\(name)-source and --\(name)-target go together", advice: "Name both files.")
    }
  }
}
