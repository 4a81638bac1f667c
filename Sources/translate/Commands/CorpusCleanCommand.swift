import CommandLineInterface
import Corpora
import Files
import Messages

enum CorpusCleanCommand {
  static let outputSource = Option.path("output-source", "FILE", "where the source is written")
    .written()
  static let outputTarget = Option.path("output-target", "FILE", "where the target is written")
    .written()
  static let outputTable = Option.path(
    "output-tsv", "FILE", "or where both are, with a tab between"
  ).written()
  static let drops = Option.path(
    "drops", "FILE", default: "drops.tsv",
    "a line for each pair left out: file, line and reason, with tabs between"
  ).written()
  static let minWords = Option.integer(
    "min-words", "N", in: 0 ... .max, default: 1, "the fewest words a side may have")
  static let maxWords = Option.integer(
    "max-words", "N", in: 1 ... .max, default: 100, "the most")
  static let maxRatio = Option.number(
    "max-ratio", "X", in: 1 ... .infinity, default: 9,
    "how many times the words of the other a side may have")
  static let maxWordLength = Option.integer(
    "max-word-length", "N", in: 1 ... .max, default: 1000, "the longest word, in code points")
  static let maxCharacters = Option.integer(
    "max-characters", "N", in: 1 ... .max, "the longest line, in code points")
  static let duplicates = Option.flag("drop-duplicates", "leave out pairs that came before")
  static let otherTargets = Option.flag(
    "drop-other-targets", "leave out sources that came before with another target")
  static let copies = Option.flag("drop-copies", "leave out targets that copy their source")
  static let wrongScript = Option.flag(
    "drop-wrong-script", "leave out lines in a script that the language does not use")
  static let controls = Option.flag(
    "drop-control-characters", "leave out lines with control characters or U+FFFD")

  static let command = Command(
    "clean", summary: "leave out the pairs that are no use, each for one reason",
    discussion: """
      What is kept is never rewritten. Each pair left out is a line of --drops: file, line, reason. \
      The limits are those of Moses' clean-corpus-n, all inclusive, on words between white space.
      """,
    operands: CorpusOptions.operands,
    options: [
      CorpusOptions.table, outputSource, outputTarget, outputTable, drops,
    ],
    sections: [
      Section("Limits", [minWords, maxWords, maxRatio, maxWordLength, maxCharacters]),
      Section(
        "What else goes",
        [
          duplicates, otherTargets, copies, wrongScript, controls, CorpusOptions.sourceLanguage,
          CorpusOptions.targetLanguage,
        ]),
    ],
    examples: [
      Example(
        "translate corpus clean raw.en raw.fr --output-source clean.en --output-target clean.fr "
          + "--drop-duplicates")
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    guard arguments[minWords] <= arguments[maxWords] else {
      throw Diagnostic(.usage, "--min-words is above --max-words: no pair would be kept")
    }
    try CorpusOptions.checkLanguages(arguments)
    let limits = CorpusLimits(
      minWords: arguments[minWords], maxWords: arguments[maxWords], maxRatio: arguments[maxRatio],
      maxWordLength: arguments[maxWordLength], maxCharacters: arguments[maxCharacters])
    var cleaner = CorpusCleaner(
      limits: limits, unwanted: try unwanted(arguments),
      sourceLocale: arguments[CorpusOptions.sourceLanguage],
      targetLocale: arguments[CorpusOptions.targetLanguage])
    let corpus = try CorpusOptions.files(arguments)
    let output = try output(arguments)
    var ledger = try DropLedger(path: arguments[drops])
    let summary = try cleaner.clean(corpus, to: output, onDrop: { try ledger.add($0) })
    try ledger.commit()
    note(cleaningText(summary))
  }

  private static func output(_ arguments: Arguments) throws -> CorpusFiles {
    switch (arguments[outputSource], arguments[outputTarget], arguments[outputTable]) {
    case (let source?, let target?, nil): return .sides(source: source, target: target)
    case (nil, nil, let table?): return .table(table)
    default:
      throw Diagnostic(
        .usage, "nothing says where the kept pairs go",
        advice: "Name two files with --output-source and --output-target, or one with --output-tsv."
      )
    }
  }

  private static func unwanted(_ arguments: Arguments) throws -> Set<CorpusProblem> {
    var unwanted: Set<CorpusProblem> = arguments[minWords] > 0 ? [.empty] : []
    if arguments[duplicates] { unwanted.insert(.duplicate) }
    if arguments[otherTargets] { unwanted.insert(.otherTarget) }
    if arguments[copies] { unwanted.insert(.copiedSource) }
    if arguments[controls] { unwanted.formUnion([.controlCharacter, .replacementCharacter]) }
    if arguments[wrongScript] {
      unwanted.insert(.wrongScript)
      if arguments[CorpusOptions.sourceLanguage] == nil,
        arguments[CorpusOptions.targetLanguage] == nil
      {
        throw Diagnostic(
          .usage, "--drop-wrong-script needs to know the languages",
          advice: "Name them with --source-language and --target-language.")
      }
    }
    return unwanted
  }
}
