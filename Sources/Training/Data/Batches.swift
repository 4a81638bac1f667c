import Kernels
import TextProcessing
import Threading

/// The batches of training, epoch after epoch without end.
///
/// An epoch goes through the pairs in an order of its own. So many pairs as a maxi-batch holds are
/// read, made ids of, sorted by the length of the target and then the source, and cut into batches,
/// which come in an order drawn by lot. All of it follows from the corpus, the options and the
/// position, and not from the number of threads.
public struct Batches {
  public let corpus: TrainingCorpus
  public let options: BatchOptions
  /// That of the batch that `next` gives. Its epoch tells when an epoch is over.
  public private(set) var position: BatchPosition
  private let threads: Int
  private var encoders: [PairEncoder] = []
  private var encodersEpoch = 0
  private var current: MaxiBatch?

  /// Throws a `BatchPositionError` for a position of another corpus.
  public init(
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

  /// How many there are in an epoch.
  public var maxiBatchCount: Int {
    (corpus.pairs.count + options.pairsRead - 1) / options.pairsRead
  }

  /// The next batch. Throws a `FileError`; `changed` where a file is no longer what it
  /// was, or a `BatchPositionError`.
  public mutating func next() throws -> PairBatch {
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

  /// Only dropout makes encoders an epoch's own; others remember words for as long as they can.
  private mutating func prepareEncoders() throws {
    let isReady = !encoders.isEmpty && options.bytePairDropout == 0
    if isReady || encodersEpoch == position.epoch { return }
    encoders = try (0..<threads).map { _ in
      try PairEncoder(corpus, options, epoch: position.epoch)
    }
    encodersEpoch = position.epoch
  }

  /// Each thread makes ids of a stretch; the stretches are put together in their order.
  private func encode(_ places: Range<Int>) throws -> PairBatch {
    let order = ShuffledOrder(
      count: corpus.pairs.count, seed: options.seed, epoch: position.epoch)
    nonisolated(unsafe) let encoders = encoders  // each is touched by its own thread alone
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

/// Pairs that were read together, and how they are cut into batches.
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
