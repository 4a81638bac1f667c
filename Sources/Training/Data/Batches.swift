import Corpora
import Files
import Kernels
import TextProcessing
import Threading

/// How training pairs become batches.
package struct BatchOptions: Equatable, Sendable {
  /// `--mini-batch`: sentences per batch.
  package var miniBatch = 64
  /// `--mini-batch-words`: target tokens per batch instead, padding and `</s>` included.
  package var miniBatchWords: Int?
  /// `--maxi-batch`: batches whose pairs are read and sorted together.
  package var maxiBatch = 100
  /// `--bpe-dropout`: the probability that a merge is left out.
  package var bytePairDropout = 0.0
  package var seed: UInt64 = 1

  package init() {}

  var size: BatchSize { miniBatchWords.map { .words($0) } ?? .sentences(miniBatch) }
  var pairsRead: Int { maxiBatch * miniBatch }
}

/// The batch that comes next. With the corpus, the options and the seed it decides all later ones.
package struct BatchPosition: Equatable, Sendable {
  /// From 1.
  package var epoch: Int
  /// From 0 within the epoch.
  package var maxiBatch: Int
  /// From 0 within the maxi-batch.
  package var batch: Int

  package init(epoch: Int = 1, maxiBatch: Int = 0, batch: Int = 0) {
    self.epoch = epoch
    self.maxiBatch = maxiBatch
    self.batch = batch
  }
}

/// A position that this corpus does not have under these options.
package enum BatchPositionError: Error, Equatable, Sendable {
  /// The epoch has `count` maxi-batches, or the maxi-batch `count` batches.
  case noSuchMaxiBatch(BatchPosition, count: Int)
  case noSuchBatch(BatchPosition, count: Int)
  case noSuchEpoch(BatchPosition)
}

/// The batches of training, epoch after epoch without end.
///
/// Each epoch shuffles the pairs anew. The pairs of a maxi-batch are read, turned into ids, sorted by
/// the length of the target and then of the source, and cut into batches, which come in random order.
/// All of it is decided by the corpus, the options and the position, whatever the number of threads.
package struct Batches {
  package let corpus: TrainingCorpus
  package let options: BatchOptions
  /// That of the batch that `next` will return: its epoch shows when an epoch has ended.
  package private(set) var position: BatchPosition
  private let threads: Int
  private var encoders: [PairEncoder] = []
  private var encodersEpoch = 0
  private var current: MaxiBatch?

  /// Throws a `BatchPositionError` for a position of another corpus.
  package init(
    _ corpus: TrainingCorpus, _ options: BatchOptions, threads: Int = 1,
    from position: BatchPosition = BatchPosition()
  ) throws {
    precondition(corpus.pairs.count > 0, "a corpus has pairs")
    self.corpus = corpus
    self.options = options
    self.threads = threads
    self.position = position
    if position.epoch < 1 { throw BatchPositionError.noSuchEpoch(position) }
    guard (0..<maxiBatchCount).contains(position.maxiBatch) else {
      throw BatchPositionError.noSuchMaxiBatch(position, count: maxiBatchCount)
    }
    if position.batch < 0 { throw BatchPositionError.noSuchBatch(position, count: 0) }
  }

  /// Of an epoch.
  package var maxiBatchCount: Int {
    (corpus.pairs.count + options.pairsRead - 1) / options.pairsRead
  }

  /// The next batch. Throws a `FileError`; `changed` where a file is no longer what it
  /// was, or a `BatchPositionError`.
  package mutating func next() throws -> PairBatch {
    let maxiBatch = try current ?? load()
    guard position.batch < maxiBatch.count else {
      throw BatchPositionError.noSuchBatch(position, count: maxiBatch.count)
    }
    let batch = maxiBatch[position.batch]
    advance(in: maxiBatch)
    return batch
  }

  private mutating func advance(in maxiBatch: MaxiBatch) {
    position.batch += 1
    current = position.batch < maxiBatch.count ? maxiBatch : nil
    if current != nil { return }
    (position.maxiBatch, position.batch) = (position.maxiBatch + 1, 0)
    if position.maxiBatch == maxiBatchCount {
      (position.epoch, position.maxiBatch) = (position.epoch + 1, 0)
    }
  }

  // MARK: Maxi-batches

  private mutating func load() throws -> MaxiBatch {
    try corpus.pairs.index.checkUnchanged()
    try prepareEncoders()
    let start = position.maxiBatch * options.pairsRead
    let end = min(start + options.pairsRead, corpus.pairs.count)
    return MaxiBatch(try encode(start..<end), options, position)
  }

  /// Only dropout needs new encoders in each epoch; others keep the words they have cached.
  private mutating func prepareEncoders() throws {
    let isReady = !encoders.isEmpty && options.bytePairDropout == 0
    if isReady || encodersEpoch == position.epoch { return }
    encoders = try (0..<threads).map { _ in
      try PairEncoder(corpus, options, epoch: position.epoch)
    }
    encodersEpoch = position.epoch
  }

  /// Each thread encodes a chunk; the chunks are joined in their order.
  private func encode(_ places: Range<Int>) throws -> PairBatch {
    let order = ShuffledOrder(
      count: corpus.pairs.count, seed: options.seed, epoch: position.epoch)
    nonisolated(unsafe) let encoders = encoders  // a thread touches only its own
    let parts = Guarded<[Result<PairBatch, any Error>?]>(Array(repeating: nil, count: threads))
    withThreads(threads) { [threads] thread in
      let start = places.lowerBound + places.count * thread / threads
      let end = places.lowerBound + places.count * (thread + 1) / threads
      let part = Result { try encoders[thread].encode(start..<end, of: order) }
      parts.withLock { $0[thread] = part }
    }
    var all = PairBatch()
    for case let part? in parts.withLock({ $0 }) { all.append(contentsOf: try part.get()) }
    return all
  }
}

/// Pairs that were read together, cut into batches.
private struct MaxiBatch {
  private let pairs: PairBatch
  private let sorted: LengthSorted
  private let order: [Int]  // of the batches

  init(_ pairs: PairBatch, _ options: BatchOptions, _ position: BatchPosition) {
    self.pairs = pairs
    sorted = LengthSorted(
      count: pairs.count, size: options.size, length: { pairs.target.length(of: $0) },
      then: { pairs.source.length(of: $0) })
    var stream = RandomStream(
      seed: options.seed, for: .batches, epoch: position.epoch, part: position.maxiBatch)
    var order = Array(sorted.batches.indices)
    for last in order.indices.reversed() {
      order.swapAt(last, Int(stream.next(below: UInt64(last + 1))))
    }
    self.order = order
  }

  var count: Int { order.count }

  subscript(index: Int) -> PairBatch { pairs.selecting(sorted[order[index]]) }
}

/// Reads pairs and turns them into ids; each thread has its own.
private final class PairEncoder {
  private let corpus: TrainingCorpus
  private var source: SideEncoder
  private var target: SideEncoder
  private var pair = PairText()

  /// - Parameter epoch: decides with the seed and a pair's number what dropout leaves out.
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

/// Turns one side of the pairs into ids.
private struct SideEncoder {
  private let limit: Int
  private var encoder: SentenceEncoder
  private var withoutDropout: SentenceEncoder?  // nil where there is none

  init(_ encoding: TextEncoding, limit: Int, _ dropout: Double, _ seed: UInt64) throws {
    self.limit = limit
    encoder = try encoding.makeEncoder(dropout: dropout, seed: seed)
    withoutDropout = try dropout > 0 ? encoding.makeEncoder() : nil
  }

  /// Dropout makes sentences longer. One that would exceed the longest of the corpus is encoded
  /// without it, so that the memory needed is known beforehand.
  mutating func append(
    _ text: inout PairText.Side, number: Int, to sequences: inout IDSequences
  ) throws {
    text.repair()
    try encoder.append(text.bytes.span, number: number, to: &sequences)
    guard withoutDropout != nil, sequences.length(of: sequences.count - 1) > limit else { return }
    sequences.removeLast()
    try withoutDropout?.append(text.bytes.span, number: number, to: &sequences)
  }
}

/// Pairs as ids, each sequence with `</s>` at its end.
package struct PairBatch: Equatable, Sendable {
  package var source = IDSequences()
  package var target = IDSequences()
  /// The number of each pair in the corpus, from 1; 0 for made-up pairs.
  package var lines: [Int] = []

  package init() {}

  package var count: Int { lines.count }

  /// With `</s>`, without padding: losses are sums over the target's.
  package var targetWords: Int { target.ids.count }
  package var sourceWords: Int { source.ids.count }

  mutating func append(contentsOf others: PairBatch) {
    source.append(contentsOf: others.source)
    target.append(contentsOf: others.target)
    lines += others.lines
  }

  func selecting(_ indices: ArraySlice<Int>) -> PairBatch {
    var batch = PairBatch()
    batch.source = source.selecting(indices)
    batch.target = target.selecting(indices)
    batch.lines = indices.map { lines[$0] }
    return batch
  }
}

// MARK: The longest batch

extension PairLengths {
  /// A batch of made-up sentences that takes at least as much memory as any of the corpus can. Nil
  /// where there are no pairs.
  package func longestBatch(_ options: BatchOptions) -> PairBatch? {
    var largest: (rows: Int, source: Int, target: Int)?
    var (shorter, source) = (0, 0)
    for target in pairs.indices where pairs[target] > 0 {
      shorter += pairs[target]
      // Dropout changes lengths: any source may come beside any target.
      source = options.bytePairDropout > 0 ? longestSource : max(source, longestSources[target])
      let rows = min(options.size.rows(longest: target), shorter, options.pairsRead)
      if rows * (source + target) >= largest.map({ $0.rows * ($0.source + $0.target) }) ?? 0 {
        largest = (rows, source, target)
      }
    }
    return largest.map { PairBatch(rows: $0.rows, source: $0.source, target: $0.target) }
  }
}

extension BatchSize {
  /// Sentences of a length in a batch.
  fileprivate func rows(longest: Int) -> Int {
    switch self {
    case .sentences(let limit): limit
    case .words(let limit): max(limit / longest, 1)
    }
  }
}

extension PairBatch {
  /// Pairs of unknown words.
  fileprivate init(rows: Int, source: Int, target: Int) {
    func sentence(_ length: Int) -> [Int32] {
      let unknown = Int32(SpecialToken.unknown.rawValue)
      return Array(repeating: unknown, count: length - 1) + [Int32(SpecialToken.end.rawValue)]
    }
    self.init()
    self.source = IDSequences(repeatElement(sentence(source), count: rows))
    self.target = IDSequences(repeatElement(sentence(target), count: rows))
    lines = Array(repeating: 0, count: rows)
  }
}
