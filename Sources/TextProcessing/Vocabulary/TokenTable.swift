/// Distinct tokens, with indices in the order in which they are inserted. Tokens are
/// bytes: the composed and the decomposed spelling of a word are two. One array holds the bytes of
/// all; a hash table with open addressing, at most half full, finds them.
struct TokenTable: Sendable {
  private(set) var bytes: [UInt8] = []
  private var ends: [Int] = []  // token k ends at ends[k] and begins where the one before ends
  private var slots = [Slot](repeating: .empty, count: 1 << 6)  // a power of two

  private struct Slot {
    var hash: UInt32
    var index: UInt32
    static let empty = Slot(hash: 0, index: .max)
    var isEmpty: Bool { index == .max }
  }

  var count: Int { ends.count }

  func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

  subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(of: index)] }

  func index(of token: Span<UInt8>) -> Int? {
    let slot = slots[place(of: token, hash: hash(token))]
    return slot.isEmpty ? nil : Int(slot.index)
  }

  /// The token's index; a new token gets the next, the former `count`.
  mutating func insert(_ token: Span<UInt8>) -> Int {
    let hash = hash(token)
    let place = place(of: token, hash: hash)
    if !slots[place].isEmpty { return Int(slots[place].index) }
    let index = count
    precondition(index < Int(UInt32.max), "a table holds no more than four thousand million tokens")
    for position in token.indices { bytes.append(token[position]) }
    ends.append(bytes.count)
    slots[place] = Slot(hash: hash, index: UInt32(index))
    if count * 2 > slots.count { grow() }
    return index
  }

  mutating func insert(_ token: ArraySlice<UInt8>) -> Int { insert(token.span) }

  /// Whether a token's bytes come before another's.
  func precedes(_ first: Int, _ second: Int) -> Bool {
    let (first, second) = (range(of: first), range(of: second))
    for offset in 0..<min(first.count, second.count) {
      let (left, right) = (bytes[first.lowerBound + offset], bytes[second.lowerBound + offset])
      if left != right { return left < right }
    }
    return first.count < second.count
  }

  /// A token's first eight bytes as a number. Where two differ, they are in the order of the tokens.
  func prefix(of index: Int) -> UInt64 {
    let range = range(of: index)
    var prefix: UInt64 = 0
    for offset in 0..<8 {
      let position = range.lowerBound + offset
      prefix = prefix << 8 | (position < range.upperBound ? UInt64(bytes[position]) : 0)
    }
    return prefix
  }

  // MARK: The table

  /// Where the token is, or the empty slot where it would be put.
  private func place(of token: Span<UInt8>, hash: UInt32) -> Int {
    let mask = slots.count - 1
    var place = Int(hash) & mask
    while true {
      let slot = slots[place]
      if slot.isEmpty { return place }
      if slot.hash == hash, isToken(Int(slot.index), token) { return place }
      place = (place + 1) & mask
    }
  }

  private func isToken(_ index: Int, _ token: Span<UInt8>) -> Bool {
    let range = range(of: index)
    guard range.count == token.count else { return false }
    for position in token.indices where bytes[range.lowerBound + position] != token[position] {
      return false
    }
    return true
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: .empty, count: old.count * 2)
    let mask = slots.count - 1
    for slot in old where !slot.isEmpty {
      var place = Int(slot.hash) & mask
      while !slots[place].isEmpty { place = (place + 1) & mask }
      slots[place] = slot
    }
  }
}

/// FNV-1a, its two halves folded into one.
private func hash(_ token: Span<UInt8>) -> UInt32 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for index in token.indices { hash = (hash ^ UInt64(token[index])) &* 0x100_0000_01B3 }
  return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
}

extension TokenTable: Equatable {
  /// The same tokens in the same order.
  static func == (first: TokenTable, second: TokenTable) -> Bool {
    first.ends == second.ends && first.bytes == second.bytes
  }
}
