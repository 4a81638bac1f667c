import CommandLineInterface
import Corpora
import Decoding
import Files
import Messages
import TextProcessing

enum LogProb {
  static let source = Option<String?>.path("source", "FILE", "source sentences").required()
  static let target = Option<String?>.path("target", "FILE", "their translations").required()
  static let perToken = Option.flag(
    "per-token", "write the log probability of each token instead of their sum")
  static let json = Option.flag(
    "json", "write a JSON object for each pair; with --per-token it lists the tokens too")

  static let command = Command(
    "logprob", summary: "print how probable a model finds given translations",
    discussion: """
      Writes a line for each pair: the log probability (natural logarithm) of the target given the \
      source, which is the sum over its tokens and </s>. The files have the same number of lines.
      """,
    operands: [.file("MODEL")],
    options: [source, target, perToken, json, TextOptions.output],
    sections: [DecodingOptions.section, Section("Verbosity", [TextOptions.quiet])],
    examples: [
      Example("translate logprob model.safetensors --source test.en --target test.fr"),
      Example(
        "translate logprob model.safetensors --source test.en --target test.fr --per-token --json",
        "which tokens it finds improbable"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let (model, paths) = (arguments.operands[0], [arguments[source], arguments[target]])
    var corpus = try ParallelCorpus(.sides(source: paths[0], target: paths[1]))
    let loaded = try DecodingOptions.load(model, arguments)
    let scorer = loaded.scorer(miniBatch: arguments[DecodingOptions.miniBatch])
    let output = try OutputFile(path: arguments[TextOptions.output])
    var summary = RunSummary(of: output, isQuiet: arguments[TextOptions.quiet])
    for path in paths { TextOptions.announceTerminal(path, arguments) }
    let progress = ProgressBar(
      "logprob", unit: .things("lines"), isQuiet: arguments[TextOptions.quiet])
    while case let pairs = try corpus.next(DecodingOptions.linesAtOnce(arguments)), !pairs.isEmpty {
      let scores = try scorer.scores(of: pairs, in: corpus.files)
      progress.erase()
      try output.write(scores.map { line(of: $0, loaded.file.target, arguments) + "\n" }.joined())
      progress.advance(by: pairs.count)
      summary.add(lines: pairs.count)
    }
    progress.erase()
    try output.commit()
    summary.show()
  }

  private static func line(
    of score: PairScorer.Score, _ target: TextEncoding, _ arguments: Arguments
  ) -> String {
    guard arguments[json] else {
      return arguments[perToken]
        ? score.logProbabilities.map { "\($0)" }.joined(separator: " ") : "\(score.sum)"
    }
    var members: [JSON.Member] = [.init("logProbability", .number(score.sum))]
    if arguments[perToken] {
      let tokens = zip(score.ids, score.logProbabilities).map { id, logarithm in
        JSON.object([
          .init("token", .string(text(target.vocabulary[Int(id)]))),
          .init("logProbability", .number(logarithm)),
        ])
      }
      members.append(.init("tokens", .array(tokens)))
    }
    return JSON.object(members).text
  }
}

extension ParallelCorpus {
  /// The next pairs, up to `count` of them. Throws a `TextError` where one is not UTF-8.
  fileprivate mutating func next(_ count: Int) throws -> [LinePair] {
    var pairs: [LinePair] = []
    while pairs.count < count, let pair = try next() {
      for side in CorpusSide.allCases {
        guard let byte = pair[side].invalidByte else { continue }
        let text = pair[side].text
        throw TextError.invalidUTF8(
          path: files.path(of: side), line: pair.number, byte: byte,
          value: text[text.startIndex + byte - 1])
      }
      pairs.append(pair)
    }
    return pairs
  }
}

extension PairScorer {
  fileprivate func scores(of pairs: [LinePair], in files: CorpusFiles) throws -> [Score] {
    do {
      return try scores(of: pairs)
    } catch let error as PairLengthError {
      throw error.diagnostic(in: files)
    }
  }
}
