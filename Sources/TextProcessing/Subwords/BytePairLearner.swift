extension BytePairMerges {
  /// Learns up to `limit` merges: again and again the most frequent pair of symbols becomes one, and
  /// of several the greatest by code points, until none comes `minFrequency` times.
  ///
  /// The merges are those of subword-nmt 0.3.8 in everything (see `BytePairStatistics` for what that
  /// takes), and do not depend on the order in which the words were counted. Two languages are
  /// learned jointly by counting both into one. The time goes with the changes that the joined pairs
  /// make in the different words, not with the text.
  public init(learnedFrom words: TokenCounts, limit: Int, minFrequency: Int = 2) {
    precondition(limit >= 0 && minFrequency >= 1, "a number of merges, and pairs that do come")
    self.init()
    var learner = BytePairLearner(words)
    for step in 0..<limit {
      guard let best = learner.next(step), best.count >= minFrequency else { return }
      append(learner.symbols[best.left], learner.symbols[best.right])
      learner.join(best)
      if step.isMultiple(of: 100) { learner.statistics.prune() }
    }
  }
}

/// The words and what is known of their pairs, kept true to each other.
private struct BytePairLearner {
  var symbols = BytePairSymbols()
  var statistics: BytePairStatistics
  private var words: BytePairWords
  private var changed: [Int] = []

  init(_ counts: TokenCounts) {
    words = BytePairWords(counts, numberedBy: &symbols)
    statistics = BytePairStatistics(words, symbols)
  }

  mutating func next(_ step: Int) -> BytePairStatistics.Candidate? {
    statistics.best(atStep: step, symbols)
  }

  /// Makes the pair one symbol in every word and counts the pairs around it anew.
  mutating func join(_ best: BytePairStatistics.Candidate) {
    let joined = symbols.join(best.left, best.right)
    statistics.take(best, into: &changed)
    for word in changed {
      discountNeighbours(of: best.left, best.right, in: word)
      words.join(best.left, best.right, into: joined, in: word, numberedBy: &symbols)
      countNeighbours(of: joined, in: word)
    }
    statistics.retire(best)
  }

  /// Of `a b c` with `b c` to be joined, `a b` goes; and of `b c d`, `c d` goes, unless `d` begins
  /// the next occurrence, which has seen to it as its `a b`.
  private mutating func discountNeighbours(of first: Symbol, _ second: Symbol, in word: Int) {
    let text = words.symbols(of: word)
    let frequency = words.frequency(of: word)
    let pair = [first, second]
    var index = text.startIndex
    while index + 1 < text.endIndex {
      guard text[index] == first, text[index + 1] == second else {
        index += 1
        continue
      }
      if index > text.startIndex {
        statistics.count(text[index - 1], first, in: word, by: -frequency)
      }
      if index + 2 < text.endIndex, !text[(index + 2)...].starts(with: pair) {
        statistics.count(second, text[index + 2], in: word, by: -frequency)
      }
      index += 2
    }
  }

  /// Of `a bc` and `bc d` each comes anew; `bc bc` once. A symbol `bc` that stood there before is
  /// counted again, as subword-nmt does.
  private mutating func countNeighbours(of joined: Symbol, in word: Int) {
    let text = words.symbols(of: word)
    let frequency = words.frequency(of: word)
    for index in text.indices where text[index] == joined {
      if index > text.startIndex {
        statistics.count(text[index - 1], joined, in: word, by: frequency)
      }
      if index + 1 < text.endIndex, text[index + 1] != joined {
        statistics.count(joined, text[index + 1], in: word, by: frequency)
      }
    }
  }
}
