/// Merges as numbers: the symbols of characters, and for each pair its rank and what it makes.
struct MergeTable: Sendable {
  private(set) var characters = CharacterSymbols()
  private var pairs = PairTable()  // in the order of the file: a pair's number is its rank
  private var joined: [Symbol] = []  // by rank
  /// The symbol that ends every word, in version 0.1.
  private(set) var endOfWord: Symbol?

  init(_ merges: BytePairMerges) {
    var symbols = TokenTable()
    if merges.version == .endOfWordApart {
      endOfWord = Symbol(symbols.insert(BytePairMerges.endOfWord[...]))
    }
    for index in 0..<merges.count {
      let (left, right) = (merges.left(index), merges.right(index))
      let pair = (symbol(left, in: &symbols), symbol(right, in: &symbols))
      guard pairs.insert(pair.0, pair.1) == joined.count else { continue }
      joined.append(Symbol(symbols.insert(left + right)))
    }
  }

  /// The rank of a pair, the lower the earlier it was learned.
  func rank(_ left: Symbol, _ right: Symbol) -> Int? { pairs.find(left, right) }

  func joined(_ rank: Int) -> Symbol { joined[rank] }

  /// The number of a symbol, which is remembered if it is a character, inside a word or at its end.
  private mutating func symbol(
    _ bytes: ArraySlice<UInt8>, in symbols: inout TokenTable
  ) -> Symbol {
    let symbol = Symbol(symbols.insert(bytes.span))
    let character = bytes.span.extracting(first: characterLength(bytes.span, at: 0))
    if character.count == bytes.count {
      characters.insert(character, isLast: false, symbol)
    } else if bytes.dropFirst(character.count).elementsEqual(BytePairMerges.endOfWord) {
      characters.insert(character, isLast: true, symbol)
    }
    return symbol
  }
}
