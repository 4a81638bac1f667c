/// How often each pair of symbols comes, as subword-nmt 0.3.8 believes.
///
/// It keeps two counts of a pair: a working one (its `stats`), which only the frequent pairs have,
/// and a full one (`big_stats`), which is brought up to date when the pair drops out of the working
/// ones. A pair that has dropped out and comes up again starts from nothing, and where it gained
/// more than it lost that overwrites its full count. So counts drift, and the drift decides about
/// merges: in one of ten made-up texts with white space (U+00A0, U+3000) inside words, in none of
/// hundreds without. It is kept here in every particular.
///
/// What is ours is how the most frequent pair is found: in a queue of the working pairs that reach
/// the threshold, whose counts are corrected as they come first.
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
    var queued = 0  // the highest count with which it stands in the queue, or zero
  }
  private var pairs = PairTable()
  private var counts: [Count] = []
  private var working: [Int] = []  // the pairs with a working count
  private var gained: [Int] = []  // those whose count rose since the queue was last looked at
  private var occurrences: PairOccurrences
  private var queue = Heap<Candidate>()
  private var threshold = 0

  /// Counts the pairs of all words.
  init(_ words: BytePairWords, _ symbols: BytePairSymbols) {
    occurrences = PairOccurrences(wordCount: words.count)
    for word in 0..<words.count {
      let (text, frequency) = (words.symbols(of: word), words.frequency(of: word))
      for (left, right) in zip(text, text.dropFirst()) {
        count(left, right, in: word, by: frequency)
      }
    }
    for pair in counts.indices { counts[pair].full = counts[pair].working ?? 0 }
    threshold = Int((Double(counts.map(\.full).max() ?? 0) / 10).rounded(.up))
    enqueueGained(symbols)
  }

  /// The most frequent pair, and of several the greatest; nil where no pair is left that counts.
  mutating func best(atStep step: Int, _ symbols: BytePairSymbols) -> Candidate? {
    enqueueGained(symbols)
    if let best = settleQueue(symbols) { return best }
    restoreFull(atStep: step, symbols)
    return settleQueue(symbols)
  }

  /// Begins the joining of a pair: fills in the words where it stands.
  mutating func take(_ best: Candidate, into words: inout [Int]) {
    counts[best.pair].working = 0
    occurrences.take(best.pair, into: &words)
  }

  /// Ends the joining of a pair: whatever the changes around it did to its own count is dropped.
  mutating func retire(_ best: Candidate) { counts[best.pair].working = 0 }

  /// Counts a pair in a word. `frequency` is negative where the pair has gone.
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

  /// Takes the working counts of the rarer pairs away, after the full ones have learned of them.
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

  /// No working pair reaches the threshold: sets a lower one and lets all pairs in that reach it.
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
        // subword-nmt adds the count to itself here. Python's numbers have no end; ours stop at one
        // from which no text brings a pair back.
        counts[pair].full = max(full * 2, -(1 << 60))
      }
    }
    enqueueGained(symbols)
  }
}

// MARK: The queue

extension BytePairStatistics {
  /// Every working pair that reaches the threshold stands in the queue with its count or a higher
  /// one. Called when counts have risen; one that has sunk is left until it comes first.
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

  /// Corrects or removes what comes first until it is true.
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
