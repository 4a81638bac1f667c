/// A symbol's number.
typealias Symbol = UInt32

/// The symbols of single characters, inside a word and at its end.
struct CharacterSymbols: Sendable {
  private var characters = PairTable()
  private var symbols: [Symbol] = []

  func find(_ character: Span<UInt8>, isLast: Bool) -> Symbol? {
    characters.find(pack(character), isLast ? 1 : 0).map { symbols[$0] }
  }

  /// Remembers the symbol of a character that has none yet.
  mutating func insert(_ character: Span<UInt8>, isLast: Bool, _ symbol: Symbol) {
    let number = characters.insert(pack(character), isLast ? 1 : 0)
    if number == symbols.count { symbols.append(symbol) }
  }
}

/// How many bytes the character that begins at a position has. What is not UTF-8 is taken a byte at
/// a time, so that any bytes are some characters.
func characterLength(_ text: Span<UInt8>, at position: Int) -> Int {
  let length =
    switch text[position] {
    case 0xC2...0xDF: 2
    case 0xE0...0xEF: 3
    case 0xF0...0xF4: 4
    default: 1
    }
  return position + length <= text.count ? length : 1
}

/// A character's bytes, at most four, as a number.
private func pack(_ character: Span<UInt8>) -> UInt32 {
  var packed: UInt32 = 0
  for index in character.indices { packed = packed << 8 | UInt32(character[index]) }
  return packed
}
