import CommandLineInterface
import TextProcessing

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
