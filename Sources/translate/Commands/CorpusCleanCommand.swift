import CommandLineInterface
import Corpora
import Files
import Messages

enum CorpusCleanCommand {
  static let outputSource = Option.path("output-source", "FILE", "file for the source").written()
  static let outputTarget = Option.path("output-target", "FILE", "file for the target").written()
  static let outputTable = Option.path(
    "output-tsv", "FILE", "one file for both, with a tab between, instead of two"
  ).written()
  static let drops = Option.path(
    "drops", "FILE", default: "drops.tsv",
    "a line for each pair dropped and each repair: file, line and reason, with tabs between"
  ).written()
  static let fix = Option.flag(
    "fix",
    "repair what is certain: carriage returns, byte order marks, quoting as in CSV, HTML "
      + "and XML entities, tabs, doubled, leading and trailing spaces")
  static let minWords = Option.integer(
    "min-words", "N", in: 0 ... .max, default: 1, "minimum words of a side")
  static let maxWords = Option.integer(
    "max-words", "N", in: 1 ... .max, default: 100, "maximum words of a side")
  static let maxRatio = Option.number(
    "max-ratio", "X", in: 1 ... .infinity, default: 9,
    "maximum ratio of the words of one side to those of the other")
  static let maxWordLength = Option.integer(
    "max-word-length", "N", in: 1 ... .max, default: 1000,
    "maximum length of a word, in code points")
  static let maxCharacters = Option.integer(
    "max-characters", "N", in: 1 ... .max, "maximum length of a line, in code points")

  /// The options that each drop what one or two kinds of problem are found in.
  private static let kinds: [(option: Option<Bool>, problems: Set<CorpusProblem>)] = [
    (duplicates, [.duplicate]), (otherTargets, [.otherTarget]), (copies, [.copiedSource]),
    (swapped, [.swapped]), (wrongScript, [.wrongScript]), (numbers, [.numberMismatch]),
    (addresses, [.addressMismatch]), (entities, [.characterReference]), (tabs, [.tab]),
    (controls, [.controlCharacter, .replacementCharacter]),
  ]
  static let duplicates = Option.flag("drop-duplicates", "drop pairs that came before")
  static let otherTargets = Option.flag(
    "drop-other-targets", "drop sources that came before with another target")
  static let copies = Option.flag("drop-copies", "drop targets that copy their source")
  static let swapped = Option.flag(
    "drop-swapped",
    "drop pairs whose source is in the target's language and whose target is in the source's")
  static let wrongScript = Option.flag(
    "drop-wrong-script", "drop lines in a script that the language does not use")
  static let numbers = Option.flag(
    "drop-number-mismatch", "drop pairs whose numbers differ")
  static let addresses = Option.flag(
    "drop-address-mismatch", "drop pairs whose web or e-mail addresses differ")
  static let entities = Option.flag(
    "drop-entities", "drop lines with HTML or XML entities such as &amp;")
  static let tabs = Option.flag("drop-tabs", "drop lines with a tab inside")
  static let controls = Option.flag(
    "drop-control-characters", "drop lines with control characters or U+FFFD")

  static let command = Command(
    "clean", summary: "drop unwanted pairs, each for one reason, and fix others",
    discussion: """
      Without --fix what is kept is never rewritten. With it, pairs are repaired first, and judged as \
      they are then. Each pair dropped and each repair of one that is kept is a line of --drops: \
      file, line, reason.

      The limits are those of Moses' clean-corpus-n, all inclusive, on words between white space. \
      Swapped sides are found as `translate corpus check` finds them, for which the corpus is read \
      twice unless the scripts of the named languages tell.
      """,
    operands: CorpusOptions.operands,
    options: [
      CorpusOptions.table, outputSource, outputTarget, outputTable, drops, fix,
    ],
    sections: [
      Section("Limits", [minWords, maxWords, maxRatio, maxWordLength, maxCharacters]),
      Section(
        "What else is dropped",
        kinds.map(\.option) + [CorpusOptions.sourceLanguage, CorpusOptions.targetLanguage]),
    ],
    examples: [
      Example(
        "translate corpus clean raw.en raw.fr --output-source clean.en --output-target clean.fr "
          + "--drop-duplicates"),
      Example(
        "translate corpus clean raw.en raw.fr --output-tsv clean.tsv --fix --drop-swapped"),
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
      limits: limits, unwanted: try unwanted(arguments), repairs: arguments[fix],
      sourceLocale: arguments[CorpusOptions.sourceLanguage],
      targetLocale: arguments[CorpusOptions.targetLanguage])
    let corpus = try CorpusOptions.files(arguments)
    if cleaner.readsTwice, corpus.paths.contains("-") {
      throw Diagnostic(
        .usage, "--drop-swapped reads the corpus twice, which standard input cannot be",
        advice: "Name a file, or two languages of different scripts.")
    }
    let output = try output(arguments)
    var ledger = try DropLedger(path: arguments[drops])
    let summary = try cleaner.clean(
      corpus, to: output, onDrop: { try ledger.add($0) }, onRepair: { try ledger.add($0) })
    try ledger.commit()
    note(cleaningText(summary))
  }

  private static func output(_ arguments: Arguments) throws -> CorpusFiles {
    switch (arguments[outputSource], arguments[outputTarget], arguments[outputTable]) {
    case (let source?, let target?, nil): return .sides(source: source, target: target)
    case (nil, nil, let table?): return .table(table)
    default:
      throw Diagnostic(
        .usage, "the pairs that are kept need an output file",
        advice: "Name two files with --output-source and --output-target, or one with --output-tsv."
      )
    }
  }

  private static func unwanted(_ arguments: Arguments) throws -> Set<CorpusProblem> {
    if arguments[wrongScript], arguments[CorpusOptions.sourceLanguage] == nil,
      arguments[CorpusOptions.targetLanguage] == nil
    {
      throw Diagnostic(
        .usage, "--drop-wrong-script needs to know the languages",
        advice: "Name them with --source-language and --target-language.")
    }
    return kinds.filter { arguments[$0.option] }.reduce(arguments[minWords] > 0 ? [.empty] : []) {
      $0.union($1.problems)
    }
  }
}
