@testable import CommandLineInterface

/// A small program with one of everything.
enum Sample {
  enum Kind: String, CaseIterable, Sendable { case icu, space, char }
  enum Metric: String, CaseIterable, Sendable {
    case bleu, chrf, ter
    case plus = "chrf++"
  }

  static let joiner = Option.flag("joiner", "mark what was joined")
  static let residual = Option.flag("residual", negatable: true, "add the input")
  static let shuffle = Option.flag("shuffle", negatable: true, default: true, "mix the pairs")
  static let threads = Option.integer("threads", "N", in: 1...1024, default: 2, "work on N threads")
  static let merges = Option.integer("merges", "N", in: 0 ... .max, "learn N merges")
  static let locale = Option.text("locale", "NAME", "rules of a language's own")
  static let bpe = Option.path("bpe", "FILE", "split words by these merges")
  static let kind = Option.choice("tokenizer", Kind.self, default: .icu, "how words are found")
  static let metrics = Option.choices(
    "metric", Metric.self, default: [.bleu, .chrf], "what to report")
  static let dropout = Option.number("dropout", "P", in: 0...1, default: 0.5, "leave merges out")
  static let rate = Option.number("rate", "R", in: .leastNonzeroMagnitude ... .infinity, "speed")
  static let glossary = Option.texts("glossary", "WORD", "a word that is never split")
  static let diff = Option.paths("diff", "FILE", words: 2...2, "compare two files")
  static let models = Option.paths("models", "MODEL", words: 1 ... .max, "average these")
  static let output = Option.path("output", "DIR", "where to write").required()

  static let tokenize = Command(
    "tokenize", summary: "split text into tokens",
    discussion: """
      The first paragraph is long enough
      to be wrapped somewhere, whatever the width of a terminal may be.

        kept as it stands
      """,
    operands: [.files()],
    options: [
      joiner, residual, shuffle, threads, merges, locale, bpe, kind, metrics, dropout, rate,
      glossary, diff, models,
    ],
    examples: [Example("sample tokenize < a > b", "from a to b")],
    run: { _ in })

  static let run = Command(
    "run", summary: "do the model's task", operands: [.file("MODEL"), .texts("SENTENCE")],
    run: { arguments in throw Ran(operands: arguments.operands) })

  static let check = Command(
    "check", summary: "see what is wrong: it's [here]",
    operands: [.file("SOURCE"), .file("TARGET")],
    options: [output], sections: [Section("Speed", [threads])], run: { _ in throw Broken() })

  static let corpus = Command(
    "corpus", summary: "check and clean corpora",
    subcommands: [
      check,
      Command("clean", summary: "leave out what is wrong", run: { _ in throw Quiet() }),
    ])

  static let program = Program(
    "sample", summary: "a program for tests", version: version,
    commands: [tokenize, run, corpus], fileCommand: run, foreignNames: foreignNames)

  static let version = Version("1.2.3", date: "2026-01-31", details: "ICU 7")

  static let foreignNames = ForeignNames(
    options: [
      "tokenize": [
        ForeignOption("Moses", ["-a", "--aggressive"], .note("not supported")),
        ForeignOption("subword-nmt", ["--codes", "-c"], .use("--bpe FILE")),
        ForeignOption("OpenNMT-py", ["--src_vocab", "-c"], .use("--merges N")),
      ],
      "corpus clean": [ForeignOption("Moses", ["-ratio"], .note("not supported"))],
    ],
    commands: [ForeignCommand(["apply-bpe", "spm_encode"], use: "tokenize --bpe FILE")])

  struct Broken: Error {}
  struct Quiet: Error {}
  struct Ran: Error { var operands: [String] }

  /// The arguments that a command reads from words.
  static func parse(_ words: [String], _ command: Command = tokenize) throws -> Arguments? {
    switch try Parser.parse(words[...], for: command) {
    case .arguments(let arguments): arguments
    case .help, .dump: nil
    }
  }

  /// The whole program on words, on no terminal of 80 columns unless said otherwise.
  static func run(
    _ words: [String], of program: Program = program, output: Terminal = Terminal(width: nil),
    error: Terminal = Terminal(width: nil), failure: Int32 = 0
  ) -> (output: String, error: String, status: Int32) {
    var texts: [Int32: String] = [:]
    let console = Console(output: output, error: error) { text, descriptor in
      texts[descriptor, default: ""] += text
      return failure
    }
    let status = program.run(["/usr/bin/sample"] + words, on: console) { error in
      switch error {
      case is Quiet: nil
      case let ran as Ran: Diagnostic(.badData, "ran on \(ran.operands)")
      default: Diagnostic(.badData, "it is broken", advice: "Fix it.")
      }
    }
    return (texts[1] ?? "", texts[2] ?? "", status)
  }
}
