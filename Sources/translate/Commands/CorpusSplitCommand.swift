import CommandLineInterface
import Corpora
import Files

enum CorpusSplitCommand {
  static let output = Option<String?>.path(
    "output", "DIR", "directory for train, valid and test, in files named like the corpus'"
  ).required()
  static let valid = Option.text(
    "valid", "SIZE", default: "0.05", "pairs for validation: a number, or a fraction of all")
  static let test = Option.text(
    "test", "SIZE", default: "0.05", "pairs for testing: a number, or a fraction of all")
  static let seed = Option.integer(
    "seed", "N", in: 0 ... .max, default: 1, "random seed")

  static let command = Command(
    "split", summary: "split a corpus into train, valid and test, with no sentence in two of them",
    discussion: """
      Pairs are assigned at random. Those that share a source or a target stay in one part, and so do \
      those linked by others between them: no sentence is both trained on and tested with. A pair \
      that occurs several times keeps all its copies, in one part; `translate corpus clean \
      --drop-duplicates` keeps one.

      Sentences count as the same if their bytes are, white space at the ends aside. Near \
      duplicates, such as one pattern with another name in it, may fall into different parts, and a \
      test with them is easier than new text. Where a corpus has many, split it yourself, by \
      documents or patterns.

      A seed gives the same split on every machine.
      """,
    operands: CorpusOptions.operands,
    options: [CorpusOptions.table, output, valid, test, seed],
    examples: [
      Example(
        "translate corpus split corpus.en corpus.fr --output data --valid 1000 --test 1000",
        "data/train.en, data/train.fr, data/valid.en and so on")
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let corpus = try CorpusOptions.files(arguments)
    func part(_ name: String) -> CorpusPart {
      CorpusPart(name: name, files: corpus.named(name, in: arguments[output]))
    }
    let shares = [
      SplitShare(part: part("valid"), size: try size(valid, arguments)),
      SplitShare(part: part("test"), size: try size(test, arguments)),
    ]
    let outputs = ["train", "valid", "test"].flatMap { part($0).files.paths }
    try checkOutputs(outputs, besides: corpus.paths)
    for path in corpus.paths { try checkReadable(path, rereadable: true) }
    let splitter = CorpusSplitter(seed: UInt64(arguments[seed]))
    let summary = try withOutputDirectory(arguments[output]) {
      try splitter.split(corpus, rest: part("train"), shares: shares)
    }
    note(splitText(summary))
    for part in summary.parts where part.lines == 0 {
      note("\(part.name) is empty: ask for other sizes with --valid and --test")
    }
  }

  /// A number of pairs, or a fraction of them below 1.
  private static func size(_ option: Option<String>, _ arguments: Arguments) throws
    -> SplitShare.Size
  {
    let word = arguments[option]
    if let count = Int(word), count >= 0 { return .lines(count) }
    if let part = Double(word), part > 0, part < 1 { return .fraction(part) }
    throw Diagnostic(
      .usage, "`\(word)` is neither a number of pairs nor a fraction of them",
      advice: "Write a whole number such as 1000, or a fraction such as 0.05.")
  }
}

extension CorpusFiles {
  /// A part's files, named like the corpus': `corpus.en` has its test part in `test.en`.
  func named(_ part: String, in directory: String) -> CorpusFiles {
    func name(_ path: String, _ fallback: String) -> String {
      let file = path.split(separator: "/").last.map(String.init) ?? path
      let plain = file.hasSuffix(".gz") ? String(file.dropLast(3)) : file
      let ending = plain.split(separator: ".").dropFirst().last.map(String.init)
      return "\(directory)/\(part).\(ending ?? fallback)"
    }
    switch self {
    case .table(let path): return .table(name(path, "tsv"))
    case .sides(let source, let target):
      let files = (name(source, "source"), name(target, "target"))
      if files.0 != files.1 { return .sides(source: files.0, target: files.1) }
      return .sides(
        source: "\(directory)/\(part).source", target: "\(directory)/\(part).target")
    }
  }
}
