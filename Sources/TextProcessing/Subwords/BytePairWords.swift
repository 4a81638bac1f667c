/// The words of a text as symbols, which get fewer and longer as pairs are joined.
struct BytePairWords {
  private struct Word {
    var start: Int
    var length: Int
    var frequency: Int
  }
  private var words: [Word] = []
  private var symbols: [Symbol] = []  // of all words; each keeps the room it had at first

  var count: Int { words.count }

  /// Every word as its characters, the last with the end of word.
  init(_ counts: TokenCounts, numberedBy symbols: inout BytePairSymbols) {
    var characters = CharacterSymbols()
    for number in 0..<counts.types {
      let (word, frequency) = counts[number]
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
  /// The symbol of a character, which is looked up among the strings only the first time.
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
