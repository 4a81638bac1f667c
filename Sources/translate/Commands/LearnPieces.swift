import CommandLineInterface
import Files
import Messages
import TextProcessing

enum LearnPieces {
  static let merges = Option<Int?>.integer(
    "merges", "N", in: 1...10_000_000, "the most merges to learn"
  ).required()
  static let minFrequency = Option.integer(
    "min-frequency", "N", in: 1 ... .max, default: 2, "stop when no pair occurs this often")

  static let command = Command(
    "bpe", summary: "learn byte-pair encoding: the merges that split words into subwords",
    discussion: """
      Learns the merges of byte-pair encoding from tokenized text, the same ones as subword-nmt, \
      and writes its file format. Several files are learned from together, so that two languages \
      share their subwords. `translate tokenize --bpe` applies the merges.

      The text must be tokenized without --joiner, since joiners are not a part of words. Apply the \
      merges to the text before tokenization, with --joiner where it is to be restored.
      """,
    operands: [.files()],
    options: [merges, minFrequency],
    sections: [
      Section(
        "Reading and writing",
        [TextOptions.output, TextOptions.threads, TextOptions.invalidUTF8, TextOptions.drops])
    ],
    examples: [
      Example(
        "translate tokenize --locale en corpus.en --output plain.en",
        "first tokens without joiners"),
      Example(
        "translate bpe --merges 8000 plain.en plain.fr --output merges.txt",
        "one set of merges for both languages"),
      Example(
        "translate tokenize --joiner --locale en --bpe merges.txt corpus.en --output corpus.bpe.en",
        "then the text again, as subwords"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let counts = try TextOptions.countTokens(arguments)
    let joined = counts.tokensWithJoiner
    if joined > 0 {
      note(
        "\(counted(joined, "token")) with the joiner ￭, which is not a part of words: learn from text "
          + "tokenized without --joiner")
    }
    let learned = BytePairMerges(
      learnedFrom: counts, limit: arguments[merges], minFrequency: arguments[minFrequency])
    if learned.count < arguments[merges] {
      note("\(counted(learned.count, "merge")) learned: no other pair occurs often enough")
    }
    let output = try OutputFile(path: arguments[TextOptions.output])
    try output.write(learned.bytes.span)
    try output.commit()
  }
}
