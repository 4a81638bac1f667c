extension BytePairMerges {
  /// Learns up to `limit` merges: joins the most frequent pair of symbols, of several the greatest by
  /// code points, again and again, until none occurs `minFrequency` times.
  ///
  /// The merges are exactly those of subword-nmt 0.3.8 (`BytePairStatistics` says what that takes),
  /// and do not depend on the order in which words were counted. To learn from two languages, count
  /// both into one. The time depends on the changes that joining makes to the different words, not on
  /// the length of the text.
  public init(learnedFrom words: TokenCounts, limit: Int, minFrequency: Int = 2) {
    precondition(limit >= 0 && minFrequency >= 1, "negative limit, or frequency below 1")
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

/// The words and the statistics of their pairs, which change together.
private struct BytePairLearner {
  var symbols = BytePairSymbols()
  var statistics: BytePairStatistics
  private var words: BytePairWords
  private var changed: [Int] = []

  init(_ counts: TokenCounts) {
    words = BytePairWords(counts, numberedBy: &symbols)
    statistics = BytePairStatistics(wordCount: words.count)
    for word in 0..<words.count {
      let (text, frequency) = (words.symbols(of: word), words.frequency(of: word))
      for (left, right) in zip(text, text.dropFirst()) {
        statistics.count(left, right, in: word, by: frequency)
      }
    }
    statistics.endFirstCount(symbols)
  }

  mutating func next(_ step: Int) -> BytePairStatistics.Candidate? {
    statistics.best(atStep: step, symbols)
  }

  /// Makes the pair one symbol in every word, and updates the counts of the pairs around it.
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

  /// Joining `b c` removes the `a b` of `a b c`, and the `c d` of `b c d` unless `d` begins the next
  /// occurrence, for which it is the `a b`.
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

  /// Joining `b c` adds `a bc` and `bc d`, and `bc bc` once. A symbol `bc` that stood there before
  /// is counted again, as subword-nmt does.
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

// MARK: Words

/// The words of a text as symbols, which get fewer and longer as pairs are joined.
private struct BytePairWords {
  private struct Word {
    var start: Int
    var length: Int
    var frequency: Int
  }
  private var words: [Word] = []
  private var symbols: [Symbol] = []  // of all words; each keeps the room it has at first

  var count: Int { words.count }

  /// Every word as its characters, the last with the end of word.
  init(_ counts: TokenCounts, numberedBy symbols: inout BytePairSymbols) {
    var characters = CharacterSymbols()
    for index in 0..<counts.types {
      let (word, frequency) = counts[index]
      let start = self.symbols.count
      var rest = word
      while !rest.isEmpty {
        let length = characterLength(rest.span, at: 0)
        let isLast = length == rest.count
        self.symbols.append(
          characters.symbol(of: rest.prefix(length), isLast: isLast, numberedBy: &symbols))
        rest = rest.dropFirst(length)
      }
      let length = self.symbols.count - start
      words.append(Word(start: start, length: length, frequency: frequency))
    }
  }

  func frequency(of word: Int) -> Int { words[word].frequency }

  func symbols(of word: Int) -> ArraySlice<Symbol> {
    symbols[words[word].start..<(words[word].start + words[word].length)]
  }

  /// Joins every occurrence of a pair in a word, from left to right; in `aaa` the last `a` is left.
  mutating func join(
    _ first: Symbol, _ second: Symbol, into joined: Symbol, in word: Int,
    numberedBy symbols: inout BytePairSymbols
  ) {
    let start = words[word].start
    let end = start + words[word].length
    var (next, kept) = (start, start)
    while next < end {
      var last = self.symbols[next]
      var whole = last
      var taken = 0  // bytes that the last occurrence has of the symbol `last`
      next += 1
      while next < end, symbols.ends(last, with: first, from: taken),
        symbols.begins(self.symbols[next], with: second)
      {
        last = self.symbols[next]
        whole = whole == first && last == second ? joined : symbols.join(whole, last)
        taken = symbols[second].count
        next += 1
      }
      self.symbols[kept] = whole
      kept += 1
    }
    words[word].length = kept - start
  }
}

extension CharacterSymbols {
  /// The symbol of a character, which is looked up among all symbols only the first time.
  fileprivate mutating func symbol(
    of character: ArraySlice<UInt8>, isLast: Bool, numberedBy symbols: inout BytePairSymbols
  ) -> Symbol {
    if let symbol = find(character.span, isLast: isLast) { return symbol }
    let mark = isLast ? BytePairMerges.endOfWord : []
    let symbol = symbols.insert(character + mark)
    insert(character.span, isLast: isLast, symbol)
    return symbol
  }
}
