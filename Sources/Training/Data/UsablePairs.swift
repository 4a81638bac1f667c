import Corpora

/// The pairs of a corpus that are left to train on. Memory is 8 bytes a pair left out, beside the
/// index's own.
public struct UsablePairs: Sendable {
  public let index: PairIndex
  private let leftOut: [Int]

  /// - Parameter leftOut: The numbers of the pairs that are not to be used, in ascending order.
  public init(_ index: PairIndex, leavingOut leftOut: [Int] = []) {
    self.index = index
    self.leftOut = leftOut
  }

  public var count: Int { index.count - leftOut.count }

  /// The number, from 1, of the pair at a place, from 0.
  public func number(at place: Int) -> Int {
    precondition((0..<count).contains(place), "a place among the pairs")
    // Of those left out, the k-th (from 0) has its number less k + 1 usable pairs before it.
    var (low, high) = (0, leftOut.count)
    while low < high {
      let middle = (low + high) / 2
      if leftOut[middle] - (middle + 1) > place { high = middle } else { low = middle + 1 }
    }
    return place + 1 + low
  }
}
