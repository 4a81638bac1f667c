/// How often each pair of symbols occurs, as subword-nmt 0.3.8 counts it.
///
/// It keeps two counts of a pair: a working one (its `stats`), which only the frequent pairs have,
/// and a full one (`big_stats`), which is updated when the pair drops out of the working ones. A pair
/// that dropped out and occurs again starts from zero, and where it gains more than it loses, that
/// overwrites its full count. So counts drift, and the drift decides about merges: in one of ten
/// random texts with white space (U+00A0, U+3000) inside words, in none of hundreds without. It is
/// reproduced here exactly.
///
/// Only the way to the most frequent pair is ours: a queue of the working pairs that reach the
/// threshold, in which a count is corrected when it comes first.
struct BytePairStatistics {
  struct Candidate {
    var pair: Int
    var count: Int
    var left: Symbol
    var right: Symbol
  }
  private struct Count {
    var working: Int?
    var full = 0
    var queued = 0  // the highest count with which it is in the queue, or zero
  }
  private var pairs = PairTable()
  private var counts: [Count] = []
  private var working: [Int] = []  // the pairs with a working count
  private var gained: [Int] = []  // those whose count rose since the queue was last updated
  private var occurrences: PairOccurrences
  private var queue = Heap<Candidate>()
  private var threshold = 0

  /// No pairs yet. `count` must add those of all words, then `endFirstCount` be called.
  init(wordCount: Int) { occurrences = PairOccurrences(wordCount: wordCount) }

  /// Makes the counts so far the full ones.
  mutating func endFirstCount(_ symbols: BytePairSymbols) {
    for pair in counts.indices { counts[pair].full = counts[pair].working ?? 0 }
    threshold = Int((Double(counts.map(\.full).max() ?? 0) / 10).rounded(.up))
    enqueueGained(symbols)
  }

  /// The most frequent pair, of several the greatest, or nil where no pair is left.
  mutating func best(atStep step: Int, _ symbols: BytePairSymbols) -> Candidate? {
    enqueueGained(symbols)
    if let best = settleQueue(symbols) { return best }
    restoreFull(atStep: step, symbols)
    return settleQueue(symbols)
  }

  /// Begins the joining of a pair: fills in the words that hold it.
  mutating func take(_ best: Candidate, into words: inout [Int]) {
    counts[best.pair].working = 0
    occurrences.take(best.pair, into: &words)
  }

  /// Ends the joining of a pair: drops what the changes around it did to its own count.
  mutating func retire(_ best: Candidate) { counts[best.pair].working = 0 }

  /// Counts a pair in a word. `frequency` is negative where the pair is removed.
  mutating func count(_ left: Symbol, _ right: Symbol, in word: Int, by frequency: Int) {
    let pair = pairs.insert(left, right)
    if pair == counts.count {
      counts.append(Count())
      occurrences.addPair()
    }
    if counts[pair].working == nil { working.append(pair) }
    counts[pair].working = (counts[pair].working ?? 0) + frequency
    if frequency > 0 { gained.append(pair) }
    occurrences.record(frequency > 0 ? 1 : -1, of: pair, in: word)
  }

  /// Removes the working counts of the rarer pairs, after updating the full ones from them.
  mutating func prune() {
    var kept: [Int] = []
    for pair in working {
      let count = counts[pair].working ?? 0
      if count >= threshold {
        kept.append(pair)
      } else {
        counts[pair].full = count < 0 ? counts[pair].full + count : count
        counts[pair].working = nil
      }
    }
    working = kept
  }

  /// Where no working pair reaches the threshold: lowers it and restores all pairs that reach it.
  private mutating func restoreFull(atStep step: Int, _ symbols: BytePairSymbols) {
    prune()
    guard let best = counts.map(\.full).max(), best > 0 else { return }
    threshold = Int((Double(best * step) / (Double(step) + 10_000)).rounded(.up))
    for pair in counts.indices {
      let full = counts[pair].full
      if full >= threshold {
        counts[pair].working = full
        working.append(pair)
        gained.append(pair)
      } else if full < 0 {
        // subword-nmt adds the count to itself here. Python's integers are unbounded; ours stop at
        // one from which no text brings a pair back.
        counts[pair].full = max(full * 2, -(1 << 60))
      }
    }
    enqueueGained(symbols)
  }
}

// MARK: The queue

extension BytePairStatistics {
  /// Every working pair that reaches the threshold is in the queue with its count or a higher one.
  /// Called when counts have risen; one that has sunk is left until it comes first.
  private mutating func enqueueGained(_ symbols: BytePairSymbols) {
    for pair in gained {
      guard let count = counts[pair].working, count >= threshold, count > counts[pair].queued
      else { continue }
      counts[pair].queued = count
      let (left, right) = pairs[pair]
      queue.insert(Candidate(pair: pair, count: count, left: left, right: right)) {
        isLess($0, $1, symbols)
      }
    }
    gained.removeAll(keepingCapacity: true)
  }

  /// Corrects or removes the first pair until its count is right.
  private mutating func settleQueue(_ symbols: BytePairSymbols) -> Candidate? {
    while var first = queue.first {
      let count = counts[first.pair].working ?? 0
      if count == first.count { return first }
      if count >= threshold {
        counts[first.pair].queued = count
        first.count = count
        queue.replaceFirst(with: first) { isLess($0, $1, symbols) }
      } else {
        counts[first.pair].queued = 0
        queue.removeFirst { isLess($0, $1, symbols) }
      }
    }
    return nil
  }
}

private func isLess(
  _ one: BytePairStatistics.Candidate, _ other: BytePairStatistics.Candidate,
  _ symbols: BytePairSymbols
) -> Bool {
  if one.count != other.count { return one.count < other.count }
  if one.left != other.left { return symbols.isLess(one.left, other.left) }
  return symbols.isLess(one.right, other.right)
}

/// The words that hold a pair, as one list of additions and removals a pair. The lists share one
/// array and are summed up only when a pair is joined, for most pairs once.
private struct PairOccurrences {
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

  /// Fills in the words that hold the pair, and forgets its list.
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

/// A binary heap with the greatest element first, in the order that is passed to each call.
private struct Heap<Element> {
  private var elements: [Element] = []

  var first: Element? { elements.first }

  mutating func insert(_ element: Element, _ isLess: (Element, Element) -> Bool) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0, isLess(elements[(index - 1) / 2], elements[index]) {
      elements.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Replaces the first element.
  mutating func replaceFirst(with element: Element, _ isLess: (Element, Element) -> Bool) {
    elements[0] = element
    sink(isLess)
  }

  mutating func removeFirst(_ isLess: (Element, Element) -> Bool) {
    elements.swapAt(0, elements.count - 1)
    elements.removeLast()
    sink(isLess)
  }

  private mutating func sink(_ isLess: (Element, Element) -> Bool) {
    var index = 0
    while 2 * index + 1 < elements.count {
      var child = 2 * index + 1
      if child + 1 < elements.count, isLess(elements[child], elements[child + 1]) { child += 1 }
      guard isLess(elements[index], elements[child]) else { return }
      elements.swapAt(index, child)
      index = child
    }
  }
}
