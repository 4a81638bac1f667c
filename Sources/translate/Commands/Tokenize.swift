import CommandLineInterface
import Files
import TextProcessing

enum Tokenize {
  static let joiner = Option.flag(
    "joiner", "mark what stood together, so that `translate detokenize` gives back every byte")
  static let verify = Option.flag(
    "verify",
    "write no tokens, but prove on this text that they give it back, or name the first line lost")
  static let remember = Option.integer(
    "remember", "N", in: 0...(1 << 24), default: 1 << 16,
    "how many different words each thread keeps the tokens of; 0 splits each one anew")

  static let command = Command(
    "tokenize", summary: "split text into tokens",
    discussion: """
      Reads FILE (or standard input) and writes each line's tokens with a space between them. Lines \
      end at the line feed alone; a file may be gzip.

      With --joiner nothing is lost: ￭ marks the side on which a token stood against its neighbour, \
      and white space other than one space between tokens is a token itself, written ％ and four \
      hexadecimal digits.
      """,
    operands: [.file("FILE", optional: true)],
    options: [joiner, verify, remember],
    sections: [TokenizerFlags.section, SubwordFlags.section, TextOptions.section],
    examples: [
      Example("echo \"L'homme n'a pas dit non.\" | translate tokenize --joiner --locale fr"),
      Example("translate tokenize --joiner corpus.en | translate detokenize | cmp - corpus.en"),
      Example(
        "translate tokenize --joiner --bpe merges.txt corpus.en.gz --output corpus.bpe.en",
        "words in pieces"),
      Example(
        "translate tokenize --tokenizer space --bpe merges.txt corpus.tok.en",
        "only the pieces, of text that was tokenized elsewhere"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    if arguments[verify] { return try prove(arguments) }
    let makeWriter = try writer(arguments, style: style(arguments))
    let policy = arguments[TextOptions.invalidUTF8]
    try TextOptions.transform(arguments, title: "tokenize") {
      Tokenization(try makeWriter(), ifInvalid: policy)
    }
  }

  private static func style(_ arguments: Arguments) -> TokenStyle {
    if arguments[joiner] { return .joiners }
    return arguments[TokenizerFlags.kind] == .char ? .characters : .pieces
  }

  /// What makes each thread its writer.
  private static func writer(_ arguments: Arguments, style: TokenStyle) throws
    -> () throws -> TokenWriter
  {
    let tokenizer = try Tokenizer(
      TokenizerFlags.options(arguments, locale: arguments[TokenizerFlags.locale]))
    let subwords = try SubwordFlags.subwords(arguments, style: style)
    return {
      try tokenizer.makeWriter(
        style: style, subwords: subwords, remembering: arguments[remember])
    }
  }

  private static func prove(_ arguments: Arguments) throws {
    guard !arguments[TokenizerFlags.lowercase], arguments[TokenizerFlags.unicode] == .none else {
      throw Diagnostic(
        .usage, "--verify proves that text comes back, and --lowercase and --unicode change it",
        advice: "Leave them out.")
    }
    try refuse(
      [TextOptions.output, TextOptions.invalidUTF8, TextOptions.drops], in: arguments,
      "with --verify, which writes no tokens", advice: "Leave out one of them.")
    let style = style(arguments) == .pieces ? .joiners : style(arguments)
    let makeWriter = try writer(arguments, style: style)
    var (lines, bytes) = (0, 0)
    try TextOptions.transform(
      arguments, title: "verify",
      onBlock: { report in
        lines += report.block.lineCount
        bytes += report.block.bytes.count
      }, by: { RoundTrip(try makeWriter(), style: style) })
    try OutputFile(path: "-").write("\(lines) lines, \(bytes) bytes: every one came back\n")
  }
}

enum Detokenize {
  static let tokens = Option.choice(
    "tokens", TokenStyle.self, default: .joiners,
    "how the tokens were written: by --joiner; as pieces of words with @@; or as characters")

  static let command = Command(
    "detokenize", summary: "give back the text that tokens came from",
    discussion: """
      What `translate tokenize --joiner` wrote comes back byte for byte, with or without --bpe, and \
      so does what `translate tokenize --tokenizer char` wrote, with --tokens characters. With \
      --tokens pieces the pieces of each word are put together and nothing else is done.
      """,
    operands: [.file("FILE", optional: true)],
    options: [tokens], sections: [TextOptions.section],
    examples: [
      Example("translate detokenize corpus.tok.en > corpus.en"),
      Example("translate detokenize --tokens pieces hypotheses.bpe.fr"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let detokenizer = Detokenizer(arguments[tokens])
    let policy = arguments[TextOptions.invalidUTF8]
    try TextOptions.transform(arguments, title: "detokenize") {
      Detokenization(detokenizer, ifInvalid: policy)
    }
  }
}
