import TextProcessing

/// What batches are made of: pairs that are fit for training, and what makes ids of them.
public struct TrainingCorpus: Sendable {
  public let pairs: UsablePairs
  public let source: TextEncoding
  public let target: TextEncoding
  public let lengths: PairLengths

  public init(
    pairs: UsablePairs, source: TextEncoding, target: TextEncoding, lengths: PairLengths
  ) {
    self.pairs = pairs
    self.source = source
    self.target = target
    self.lengths = lengths
  }
}
