import CommandLineInterface
import Files
import TextProcessing

enum LearnPieces {
  static let merges = Option<Int?>.integer(
    "merges", "N", in: 1...10_000_000, "how many merges to learn at most"
  ).required()
  static let minFrequency = Option.integer(
    "min-frequency", "N", in: 1 ... .max, default: 2, "stop when no pair occurs as often as this")

  static let command = Command(
    "bpe", summary: "learn the merges that split words into pieces",
    discussion: """
      Learns byte-pair encoding from tokenized text, exactly as subword-nmt does, and writes its \
      file format. Several files are learned from together, so that two languages share their \
      pieces. `translate tokenize --bpe` applies what was learned.

      The text must be tokenized without --joiner: joiners are no part of a word. They come in \
      when the merges are applied, to the text as it was before.
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
        "translate tokenize --locale en corpus.en --output bare.en", "first the bare tokens"),
      Example(
        "translate bpe --merges 8000 bare.en bare.fr --output merges.txt",
        "one set of merges for both languages"),
      Example(
        "translate tokenize --joiner --locale en --bpe merges.txt corpus.en --output pieces.en",
        "then the text again, in pieces"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    try TextOptions.checkOutputs(
      arguments, [arguments[TextOptions.output], arguments[TextOptions.drops]])
    let counts = try TextOptions.countTokens(arguments)
    let joined = counts.tokensWithJoiner
    if joined > 0 {
      note(
        "\(joined) tokens hold the joiner ￭, which is no part of a word: learn from text "
          + "tokenized without --joiner")
    }
    let learned = BytePairMerges(
      learnedFrom: counts, limit: arguments[merges], minFrequency: arguments[minFrequency])
    if learned.count < arguments[merges] {
      note("\(learned.count) merges learned: no other pair occurs often enough")
    }
    let output = try OutputFile(path: arguments[TextOptions.output])
    try output.write(learned.bytes.span)
    try output.commit()
  }
}
