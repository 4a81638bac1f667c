import Corpora
import Kernels
import TextProcessing

/// Reads pairs and makes ids of them. One of a thread's own.
final class PairEncoder {
  private let corpus: TrainingCorpus
  private var source: SideEncoder
  private var target: SideEncoder
  private var pair = PairText()

  /// - Parameter epoch: With the seed and a pair's number it decides what dropout leaves out.
  init(_ corpus: TrainingCorpus, _ options: BatchOptions, epoch: Int) throws {
    self.corpus = corpus
    var stream = RandomStream(seed: options.seed, for: .bytePairDropout, epoch: epoch)
    source = try SideEncoder(
      corpus.source, limit: corpus.lengths.longestSource, options.bytePairDropout, stream.next())
    target = try SideEncoder(
      corpus.target, limit: corpus.lengths.longestTarget, options.bytePairDropout, stream.next())
  }

  /// The pairs at some places of an order.
  func encode(_ places: Range<Int>, of order: ShuffledOrder) throws -> PairBatch {
    var batch = PairBatch()
    for place in places {
      let number = corpus.pairs.number(at: order[place])
      try corpus.pairs.index.read(number, into: &pair)
      try source.append(&pair.source, number: number, to: &batch.source)
      try target.append(&pair.target, number: number, to: &batch.target)
      batch.lines.append(number)
    }
    return batch
  }
}

/// Makes ids of one side of the pairs.
private struct SideEncoder {
  private let limit: Int
  private var encoder: SentenceEncoder
  private var sober: SentenceEncoder?  // without dropout, where there is any

  init(_ encoding: TextEncoding, limit: Int, _ dropout: Double, _ seed: UInt64) throws {
    self.limit = limit
    encoder = try encoding.makeEncoder(dropout: dropout, seed: seed)
    sober = try dropout > 0 ? encoding.makeEncoder() : nil
  }

  /// Dropout makes sentences longer. One that would become longer than all of the corpus without it
  /// goes without, so that memory is known beforehand.
  mutating func append(
    _ text: inout PairText.Side, number: Int, to sequences: inout IDSequences
  ) throws {
    text.repair()
    try encoder.append(text.bytes.span, number: number, to: &sequences)
    guard sober != nil, sequences.length(of: sequences.count - 1) > limit else { return }
    sequences.removeLast()
    try sober?.append(text.bytes.span, number: number, to: &sequences)
  }
}
