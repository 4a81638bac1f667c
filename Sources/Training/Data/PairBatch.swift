import TextProcessing

/// Pairs as ids, each sequence with `</s>` at its end.
public struct PairBatch: Equatable, Sendable {
  public var source = IDSequences()
  public var target = IDSequences()
  /// The number of each pair in the corpus, from 1; 0 for what is made up.
  public var lines: [Int] = []

  public init() {}

  public var count: Int { lines.count }

  /// What the losses are sums over.
  public var targetWords: Int { target.ids.count }
  public var sourceWords: Int { source.ids.count }

  /// Words and padding: what it takes in memory.
  public var paddedTargetWords: Int { count * target.longest }
  public var paddedSourceWords: Int { count * source.longest }

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
