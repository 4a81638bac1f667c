import CommandLineInterface
import Corpora
import Decoding
import Evaluation
import Files
import TextProcessing
import Training

/// The sentences that a model is validated by, with their translations.
struct ValidationText {
  private let files: CorpusFiles
  private let sources: [[UInt8]]
  private let references: [[UInt8]]

  /// Nil where no files are named. Those that are have been checked beside the corpus.
  init?(_ arguments: Arguments) throws {
    guard let (source, target) = try CorpusFlags.validationFiles(arguments) else { return nil }
    files = .sides(source: source, target: target)
    sources = try Self.lines(of: source)
    references = try Self.lines(of: target)
  }

  /// - Parameter isTokenized: The text was tokenized before, and is scored as it is.
  func set(for corpus: TrainingCorpus, isTokenized: Bool) throws -> ValidationSet {
    do {
      return try ValidationSet(
        sources: sources, references: references, source: corpus.source, target: corpus.target,
        tokenizer: isTokenized ? .none : .mteval13a)
    } catch let error as PairLengthError {
      throw error.diagnostic(in: files)
    }
  }

  /// How many of a side's tokens, split as the model reads them, its vocabulary knows.
  func coverage(
    of side: CorpusSide, by encoding: TextEncoding
  ) throws -> VocabularyCoverage.Tally {
    var encoder = try encoding.makeEncoder()
    var tally = VocabularyCoverage.Tally()
    for line in side == .source ? sources : references {
      var ids: [Int32] = []
      try encoder.append(line.span, to: &ids)
      let unknown = ids.count { $0 == SpecialToken.unknown.rawValue }
      tally.unknown += unknown
      tally.known += ids.count - unknown - 1  // `</s>` is no word of the line
    }
    return tally
  }

  /// With U+FFFD for what is not UTF-8: where that is an error, the check has told of it.
  private static func lines(of path: String) throws -> [[UInt8]] {
    var stream = try LineStream(path: path)
    var lines: [[UInt8]] = []
    while let line = try stream.next() {
      lines.append(
        line.invalidByte == nil
          ? Array(line.text) : Array(String(decoding: line.text, as: UTF8.self).utf8))
    }
    return lines
  }
}
