/// The id of a symbol: of a character or of what merges made of several.
typealias Symbol = UInt32

/// The symbols met in learning. Two symbols with the same bytes are one symbol, however they were
/// joined: `ab` + `c` is `a` + `bc`.
struct BytePairSymbols {
  private var strings = TokenTable()
  private var prefixes: [UInt64] = []  // the first eight bytes: they decide most comparisons
  private var isSpaced: [Bool] = []

  subscript(symbol: Symbol) -> ArraySlice<UInt8> { strings[Int(symbol)] }

  mutating func insert(_ string: ArraySlice<UInt8>) -> Symbol {
    let index = strings.insert(string.span)
    if index == prefixes.count {
      prefixes.append(strings.prefix(of: index))
      let text = String(decoding: string, as: UTF8.self)
      isSpaced.append(text.unicodeScalars.contains(where: \.isPythonWhiteSpace))
    }
    return Symbol(index)
  }

  mutating func join(_ left: Symbol, _ right: Symbol) -> Symbol { insert(self[left] + self[right]) }

  /// Whether the left symbol's bytes, which are in the order of its code points, come first.
  func isLess(_ left: Symbol, _ right: Symbol) -> Bool {
    let (leftPrefix, rightPrefix) = (prefixes[Int(left)], prefixes[Int(right)])
    if leftPrefix != rightPrefix { return leftPrefix < rightPrefix }
    return strings.precedes(Int(left), Int(right))
  }
}

// subword-nmt replaces a pair by a regular expression on the word's symbols with spaces between them,
// for which white space inside a symbol (U+00A0, U+3000 and others that do not split words) ends a
// symbol like any other. So a part of such a symbol matches.
extension BytePairSymbols {
  /// Whether the symbol is `part` or ends with it after white space; the part must begin at or after
  /// the byte `start`.
  func ends(_ symbol: Symbol, with part: Symbol, from start: Int) -> Bool {
    if symbol == part { return start == 0 }
    guard isSpaced[Int(symbol)] else { return false }
    let (whole, part) = (self[symbol], self[part])
    let rest = whole.dropLast(part.count)
    return rest.count >= start && rest.count + part.count == whole.count
      && whole.suffix(part.count) == part
      && String(decoding: rest, as: UTF8.self).unicodeScalars.last?.isPythonWhiteSpace == true
  }

  /// Whether the symbol is `part` or begins with it and goes on with white space.
  func begins(_ symbol: Symbol, with part: Symbol) -> Bool {
    if symbol == part { return true }
    guard isSpaced[Int(symbol)] else { return false }
    let (whole, part) = (self[symbol], self[part])
    return whole.starts(with: part)
      && String(decoding: whole.dropFirst(part.count), as: UTF8.self)
        .unicodeScalars.first?.isPythonWhiteSpace == true
  }
}

// MARK: Tables

/// The symbols of single characters, inside a word and at its end.
struct CharacterSymbols: Sendable {
  private var characters = PairTable()
  private var symbols: [Symbol] = []

  func find(_ character: Span<UInt8>, isLast: Bool) -> Symbol? {
    characters.find(pack(character), isLast ? 1 : 0).map { symbols[$0] }
  }

  /// Remembers the symbol of a character that has none yet.
  mutating func insert(_ character: Span<UInt8>, isLast: Bool, _ symbol: Symbol) {
    let index = characters.insert(pack(character), isLast ? 1 : 0)
    if index == symbols.count { symbols.append(symbol) }
  }
}

/// The length in bytes of the character that begins at a position. What is not UTF-8 is taken a byte
/// at a time, so that any bytes are characters.
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

/// A character's bytes, at most four, as an integer.
private func pack(_ character: Span<UInt8>) -> UInt32 {
  var packed: UInt32 = 0
  for index in character.indices { packed = packed << 8 | UInt32(character[index]) }
  return packed
}

/// Gives distinct pairs the indices 0, 1, 2 and so on, in the order in which they are inserted. A hash
/// table with open addressing, at most half full. It is not the vocabulary's `TokenTable` with eight
/// bytes as the token: comparing and hashing one integer is what makes encoding fast.
struct PairTable: Sendable {
  private struct Slot {
    var pair: UInt64 = 0
    var place: UInt32 = 0  // one more than the pair's index, so that zero is a free slot
  }
  private var pairs: [UInt64] = []
  private var slots = [Slot](repeating: Slot(), count: 16)

  subscript(index: Int) -> (left: UInt32, right: UInt32) {
    (UInt32(pairs[index] >> 32), UInt32(truncatingIfNeeded: pairs[index]))
  }

  /// The pair's index, if it has one.
  func find(_ left: UInt32, _ right: UInt32) -> Int? {
    let place = slots[slot(for: pack(left, right))].place
    return place == 0 ? nil : Int(place) - 1
  }

  /// The pair's index, given now if it had none.
  mutating func insert(_ left: UInt32, _ right: UInt32) -> Int {
    let pair = pack(left, right)
    let slot = slot(for: pair)
    if slots[slot].place != 0 { return Int(slots[slot].place) - 1 }
    pairs.append(pair)
    slots[slot] = Slot(pair: pair, place: UInt32(pairs.count))
    if pairs.count * 2 > slots.count { grow() }
    return pairs.count - 1
  }

  /// The slot that holds the pair, or the free one where it belongs.
  private func slot(for pair: UInt64) -> Int {
    var slot = hash(pair) & (slots.count - 1)
    while slots[slot].place != 0, slots[slot].pair != pair {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Slot](repeating: Slot(), count: slots.count * 2)
    for (index, pair) in pairs.enumerated() {
      slots[slot(for: pair)] = Slot(pair: pair, place: UInt32(index + 1))
    }
  }
}

private func pack(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

/// Multiplicative hashing (Knuth, volume 3, 6.4): the product's high bits depend on all of the pair.
private func hash(_ pair: UInt64) -> Int {
  let product = pair &* 0x9E37_79B9_7F4A_7C15
  return Int(truncatingIfNeeded: product >> 32)
}
