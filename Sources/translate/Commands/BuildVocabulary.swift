import CommandLineInterface
import Files
import Messages
import TextProcessing

enum BuildVocabulary {
  static let maxSize = Option.integer(
    "max-size", "N", in: 4 ... .max, "the most tokens to keep, with the four special tokens")
  static let minFrequency = Option.integer(
    "min-frequency", "N", in: 1 ... .max, default: 1,
    "leave out tokens that occur less often; applied before --max-size")
  static let coverage = Option.path(
    "coverage", "FILE", "report how many tokens of a text are in a vocabulary; build none")
  static let difference = Option.paths(
    "diff", "FILE", words: 2...2,
    "report which tokens the second vocabulary adds, removes and moves to other ids; build none")
  static let json = Option.flag("json", "report as JSON")

  static let command = Command(
    "vocab", summary: "build a vocabulary, or compare one with a text or another vocabulary",
    discussion: """
      Counts the tokens of tokenized text, which are separated by spaces, and writes one token per \
      line with a tab and its count: the most frequent first, and equally frequent ones in the order \
      of their bytes. The number of the line, from 0, is the token's id. The first ids are those of \
      <pad>, <unk>, <s> and </s>.

      With --coverage the operand is a vocabulary; with --diff there is no operand.
      """,
    operands: [.files()],
    options: [maxSize, minFrequency, coverage, difference, json],
    sections: [
      Section(
        "Reading and writing",
        [TextOptions.output, TextOptions.threads, TextOptions.invalidUTF8, TextOptions.drops])
    ],
    examples: [
      Example("translate vocab --max-size 8000 corpus.tok.en --output vocab.en"),
      Example("translate vocab --coverage valid.tok.en vocab.en"),
      Example("translate vocab --diff old.vocab new.vocab"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let isBuilding = arguments[coverage] == nil && arguments[difference].isEmpty
    if isBuilding {
      try refuse([json], in: arguments, "without --coverage or --diff")
    } else {
      try refuse([maxSize, minFrequency], in: arguments, "with --coverage or --diff")
    }
    let pair = arguments[difference]
    if let text = arguments[coverage] {
      guard pair.isEmpty, arguments.operands.count == 1 else {
        throw Diagnostic(
          .usage, "--coverage compares one text with one vocabulary",
          advice: "Such as: translate vocab --coverage valid.tok.en vocab.en")
      }
      try compare(text, with: arguments.operands[0], arguments)
    } else if !pair.isEmpty {
      guard arguments.operands.isEmpty else {
        throw Diagnostic(
          .usage, "--diff compares two vocabularies and takes no other file",
          advice: "Such as: translate vocab --diff old.vocab new.vocab")
      }
      try compare(pair[0], pair[1], arguments)
    } else {
      try build(arguments)
    }
  }

  private static func build(_ arguments: Arguments) throws {
    let vocabulary = try Vocabulary(
      counts: TextOptions.countTokens(arguments), maxSize: arguments[maxSize],
      minFrequency: arguments[minFrequency])
    for special in vocabulary.specialSpellings {
      note(
        "\(text(special.token)) occurs \(counted(special.count, "time")) in the text: it is read there "
          + "as <unk>, since it is the name of a special token")
    }
    let output = try OutputFile(path: arguments[TextOptions.output])
    try vocabulary.write(to: output)
    try output.commit()
  }

  private static func compare(_ path: String, with vocabulary: String, _ arguments: Arguments)
    throws
  {
    let vocabulary = try contents(
      of: vocabulary, expecting: .vocabulary, orSwappedWith: path,
      meant: "translate vocab --coverage \(vocabulary) \(path)",
      { try Vocabulary(contentsOf: $0) })
    TextOptions.announceTerminal(path, arguments)
    let counts = try TextOptions.countTokens(of: [path], as: arguments)
    let coverage = VocabularyCoverage(of: counts, by: vocabulary)
    try write(
      arguments[json] ? jsonText(CoverageFacts(coverage)) : coverageText(coverage), arguments)
  }

  private static func compare(_ old: String, _ new: String, _ arguments: Arguments) throws {
    let difference = VocabularyDifference(
      from: try Vocabulary(contentsOf: old), to: try Vocabulary(contentsOf: new))
    try write(
      arguments[json] ? jsonText(DifferenceFacts(difference)) : differenceText(difference),
      arguments)
  }

  private static func write(_ text: String, _ arguments: Arguments) throws {
    let output = try OutputFile(path: arguments[TextOptions.output])
    try output.write(text)
    try output.commit()
  }
}

// Reports on a vocabulary, in words and as JSON.

struct CoverageFacts: Encodable {
  var tokens: Tally
  var types: Tally
  var unknownTokens: [Unknown]

  struct Tally: Encodable {
    var known: Int
    var unknown: Int
    var rate: Double?
  }
  struct Unknown: Encodable {
    var token: String
    var count: Int
  }

  init(_ coverage: VocabularyCoverage) {
    func tally(_ tally: VocabularyCoverage.Tally) -> Tally {
      Tally(known: tally.known, unknown: tally.unknown, rate: tally.rate)
    }
    tokens = tally(coverage.tokens)
    types = tally(coverage.types)
    unknownTokens = coverage.unknownTokens.map { Unknown(token: text($0.token), count: $0.count) }
  }
}

struct DifferenceFacts: Encodable {
  var moved: [Move]
  var lost: [Entry]
  var gained: [Entry]

  struct Move: Encodable {
    var token: String
    var from: Int
    var to: Int
  }
  struct Entry: Encodable {
    var token: String
    var id: Int
  }

  init(_ difference: VocabularyDifference) {
    moved = difference.moved.map { Move(token: text($0.token), from: $0.from, to: $0.to) }
    lost = difference.lost.map { Entry(token: text($0.token), id: $0.id) }
    gained = difference.gained.map { Entry(token: text($0.token), id: $0.id) }
  }
}

func coverageText(_ coverage: VocabularyCoverage) -> String {
  func row(_ name: String, _ tally: VocabularyCoverage.Tally) -> [String] {
    let share = tally.rate.map { "\(fixed($0 * 100, 2)) %" } ?? "-"
    return [name, "\(tally.known)", "\(tally.unknown)", share]
  }
  var lines = table(
    [["", "known", "unknown", "share known"]]
      + [row("tokens", coverage.tokens), row("types", coverage.types)])
  if !coverage.unknownTokens.isEmpty {
    lines += ["", "the most frequent unknown tokens:"]
    lines += coverage.unknownTokens.map { "  \(text($0.token)) \($0.count)" }
  }
  return lines.joined(separator: "\n") + "\n"
}

func differenceText(_ difference: VocabularyDifference) -> String {
  if difference.isEmpty { return "the two have the same tokens with the same ids\n" }
  let rows =
    difference.lost.map { ["-", text($0.token), "was \($0.id)"] }
    + difference.gained.map { ["+", text($0.token), "is \($0.id)"] }
    + difference.moved.map { [">", text($0.token), "was \($0.from), is \($0.to)"] }
  let summary =
    "\(difference.lost.count) lost (-), \(difference.gained.count) gained (+), "
    + "\(difference.moved.count) moved (>)"
  return ([summary] + rows.map { $0.joined(separator: "\t") }).joined(separator: "\n") + "\n"
}
