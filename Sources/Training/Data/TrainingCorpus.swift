import Corpora
import TextProcessing

/// What batches are made of: the usable pairs of a corpus, and the encodings of both sides.
package struct TrainingCorpus: Sendable {
  package let pairs: UsablePairs
  package let source: TextEncoding
  package let target: TextEncoding
  package let lengths: PairLengths

  package init(
    pairs: UsablePairs, source: TextEncoding, target: TextEncoding, lengths: PairLengths
  ) {
    self.pairs = pairs
    self.source = source
    self.target = target
    self.lengths = lengths
  }
}

/// The pairs of a corpus that are left to train on. It takes 8 bytes for each pair left out.
package struct UsablePairs: Sendable {
  package let index: PairIndex
  private let leftOut: [Int]

  /// - Parameter leftOut: numbers of pairs, in ascending order.
  package init(_ index: PairIndex, leavingOut leftOut: [Int] = []) {
    self.index = index
    self.leftOut = leftOut
  }

  package var count: Int { index.count - leftOut.count }

  /// The number, from 1, of the pair at a place, from 0.
  package func number(at place: Int) -> Int {
    precondition((0..<count).contains(place), "a place among the pairs")
    // Before the k-th pair left out (from 0) there are its number - (k + 1) usable pairs.
    var (low, high) = (0, leftOut.count)
    while low < high {
      let middle = (low + high) / 2
      if leftOut[middle] - (middle + 1) > place { high = middle } else { low = middle + 1 }
    }
    return place + 1 + low
  }
}

/// How long the pairs of a corpus are in ids, `</s>` counted: for each length of a target how many
/// there are, and the longest of their sources.
package struct PairLengths: Equatable, Sendable {
  /// Both by the length of the target.
  private(set) var pairs: [Int] = []
  private(set) var longestSources: [Int] = []

  package init() {}

  package mutating func add(source: Int, target: Int, count: Int = 1) {
    while pairs.count <= target {
      pairs.append(0)
      longestSources.append(0)
    }
    pairs[target] += count
    longestSources[target] = max(longestSources[target], source)
  }

  package mutating func merge(_ other: PairLengths) {
    for target in other.pairs.indices where other.pairs[target] > 0 {
      add(source: other.longestSources[target], target: target, count: other.pairs[target])
    }
  }

  package var targetWords: Int { pairs.indices.reduce(0) { $0 + $1 * pairs[$1] } }
  package var longestSource: Int { longestSources.max() ?? 0 }
  package var longestTarget: Int { max(pairs.count - 1, 0) }
}
