import TextProcessing

/// How training pairs become batches.
public struct BatchOptions: Equatable, Sendable {
  /// `--mini-batch`: sentences a batch.
  public var miniBatch = 64
  /// `--mini-batch-words`: target words a batch instead, padding and `</s>` counted.
  public var miniBatchWords: Int?
  /// `--maxi-batch`: so many times `miniBatch` pairs are read and sorted together.
  public var maxiBatch = 100
  /// `--bpe-dropout`: how likely each merge is left out.
  public var bytePairDropout = 0.0
  public var seed: UInt64 = 1

  public init() {}

  var size: BatchSize { miniBatchWords.map { .words($0) } ?? .sentences(miniBatch) }
  var pairsRead: Int { maxiBatch * miniBatch }
}

/// Which batch comes next: with the corpus, the options and the seed all that batches follow from.
public struct BatchPosition: Equatable, Sendable {
  /// From 1.
  public var epoch: Int
  /// From 0 within the epoch.
  public var maxiBatch: Int
  /// From 0 within the maxi-batch.
  public var batch: Int

  public init(epoch: Int = 1, maxiBatch: Int = 0, batch: Int = 0) {
    self.epoch = epoch
    self.maxiBatch = maxiBatch
    self.batch = batch
  }
}

/// A position of some other corpus, or under other options.
public enum BatchPositionError: Error, Equatable, Sendable {
  /// There are only so many maxi-batches in the epoch, or so many batches in the maxi-batch.
  case noSuchMaxiBatch(BatchPosition, count: Int)
  case noSuchBatch(BatchPosition, count: Int)
  case noSuchEpoch(BatchPosition)
}
