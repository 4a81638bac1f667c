import TextProcessing

/// How long the pairs of a corpus are, in ids, `</s>` counted: for each length of a target how many
/// there are, and the longest of their sources. Memory goes with the longest target alone.
public struct PairLengths: Equatable, Sendable {
  private var pairs: [Int] = []  // by the length of the target
  private var longestSources: [Int] = []

  public init() {}

  public mutating func add(source: Int, target: Int, count: Int = 1) {
    while pairs.count <= target {
      pairs.append(0)
      longestSources.append(0)
    }
    pairs[target] += count
    longestSources[target] = max(longestSources[target], source)
  }

  public mutating func merge(_ other: PairLengths) {
    for target in other.pairs.indices where other.pairs[target] > 0 {
      add(source: other.longestSources[target], target: target, count: other.pairs[target])
    }
  }

  public var count: Int { pairs.reduce(0, +) }
  public var targetWords: Int { pairs.indices.reduce(0) { $0 + $1 * pairs[$1] } }
  public var longestSource: Int { longestSources.max() ?? 0 }
  public var longestTarget: Int { max(pairs.count - 1, 0) }

  /// A batch of made-up sentences that takes as much memory as any of the corpus may, or more: what
  /// holds this one holds all. Nil where there are no pairs.
  public func longestBatch(_ options: BatchOptions) -> PairBatch? {
    var largest: (rows: Int, source: Int, target: Int)?
    var (shorter, source) = (0, 0)
    for target in pairs.indices where pairs[target] > 0 {
      shorter += pairs[target]
      // Dropout changes lengths, so that any source may come beside any target.
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
  /// How many sentences of a length are in a batch.
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
