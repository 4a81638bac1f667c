import CommandLineInterface
import Files
import Messages
import TextProcessing

enum Tokenize {
  static let joiner = Option.flag(
    "joiner",
    "mark where tokens had no space between them, so that `translate detokenize` restores all bytes"
  )
  static let verify = Option.flag(
    "verify",
    "write no tokens, but check that they restore this text, or name the first line that differs")
  static let remember = Option.integer(
    "remember", "N", in: 0...(1 << 24), default: 1 << 16,
    "number of different words whose tokens each thread caches; 0 disables the cache")

  static let command = Command(
    "tokenize", summary: "split text into tokens",
    discussion: """
      Reads each FILE (or standard input), one after another as cat does, and writes each line's \
      tokens separated by spaces. Lines end at the line feed alone; a file may be gzip.

      With --joiner nothing is lost: ￭ marks the side on which a token touched its neighbor, and \
      white space other than one space between tokens is a token itself, written ％ and four \
      hexadecimal digits.
      """,
    operands: [.files()],
    options: [joiner, verify, remember],
    sections: [TokenizerFlags.section, SubwordFlags.section, TextOptions.section],
    examples: [
      Example("echo \"L'homme n'a pas dit non.\" | translate tokenize --joiner --locale fr"),
      Example("translate tokenize --joiner corpus.en | translate detokenize | cmp - corpus.en"),
      Example(
        "translate tokenize --joiner --bpe merges.txt corpus.en.gz --output corpus.bpe.en",
        "words split into subwords"),
      Example(
        "translate tokenize --tokenizer space --bpe merges.txt corpus.tok.en",
        "only subwords, for text that was tokenized elsewhere"),
      Example(
        "translate tokenize --joiner news.en web.en --output corpus.tok.en.gz",
        "two files into one, compressed"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    if arguments[verify] { return try checkRoundTrip(arguments) }
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

  /// Makes the writer of each thread.
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

  private static func checkRoundTrip(_ arguments: Arguments) throws {
    guard !arguments[TokenizerFlags.lowercase], arguments[TokenizerFlags.unicode] == .none else {
      throw Diagnostic(
        .usage, "--verify compares with the text, which --lowercase and --unicode change",
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
    try OutputFile(path: "-").write(
      "\(counted(lines, "line")), \(counted(bytes, "byte")): all restored\n")
  }
}

enum Detokenize {
  static let tokens = Option.choice(
    "tokens", TokenStyle.self, default: .joiners,
    "how the tokens were written: joiners: with --joiner; pieces: as subwords with @@; characters: with --tokenizer char"
  )

  static let command = Command(
    "detokenize", summary: "restore the text that tokens came from",
    discussion: """
      Restores every byte of a text that `translate tokenize --joiner` split, with or without --bpe, \
      and with --tokens characters one that `translate tokenize --tokenizer char` split. With \
      --tokens pieces the subwords of each word are joined and nothing else is done.
      """,
    operands: [.files()],
    options: [tokens], sections: [TextOptions.section],
    examples: [
      Example("translate detokenize corpus.tok.en > corpus.en"),
      Example("translate detokenize --tokens pieces hypotheses.bpe.fr", "the same as s/@@ //g"),
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
