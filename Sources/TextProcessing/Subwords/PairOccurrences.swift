/// In which words a pair stands, as additions and removals in one list a pair.
///
/// The lists lie in one array and are summed up only when a pair is joined, which happens once to
/// most pairs.
struct PairOccurrences {
  private struct Change {
    var word: UInt32
    var change: Int32
    var previous: Int?  // the change before it of the same pair
  }
  private var changes: [Change] = []
  private var last: [Int?] = []  // by pair
  private var sums: [Int] = []  // by word; all zero between calls

  init(wordCount: Int) { sums = [Int](repeating: 0, count: wordCount) }

  mutating func addPair() { last.append(nil) }

  mutating func record(_ change: Int32, of pair: Int, in word: Int) {
    changes.append(Change(word: UInt32(word), change: change, previous: last[pair]))
    last[pair] = changes.count - 1
  }

  /// Fills in the words where the pair stands more often than not, and forgets all about it.
  mutating func take(_ pair: Int, into words: inout [Int]) {
    words.removeAll(keepingCapacity: true)
    let newest = last[pair]
    last[pair] = nil
    var next = newest
    while let index = next {
      sums[Int(changes[index].word)] += Int(changes[index].change)
      next = changes[index].previous
    }
    next = newest
    while let index = next {
      let word = Int(changes[index].word)
      if sums[word] > 0 { words.append(word) }
      sums[word] = 0
      next = changes[index].previous
    }
  }
}
