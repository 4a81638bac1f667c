import CommandLineInterface
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
      """,
    operands: [.files()],
    options: [merges, minFrequency],
    sections: [
      Section(
        "Reading and writing", [TextOptions.output, TextOptions.threads, TextOptions.invalidUTF8])
    ],
    examples: [
      Example(
        "translate bpe --merges 8000 corpus.tok.en corpus.tok.fr --output merges.txt",
        "one set of merges for both languages")
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    let counts = try TextOptions.countTokens(arguments)
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
