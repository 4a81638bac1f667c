/// Numbers distinct pairs 0, 1, 2 and so on, in the order in which they first came.
struct PairTable: Sendable {
  private struct Slot {
    var pair: UInt64 = 0
    var number: UInt32 = 0  // one more than the pair's, so that zero is a free slot
  }
  private var pairs: [UInt64] = []
  private var slots = [Slot](repeating: Slot(), count: 16)

  var count: Int { pairs.count }

  subscript(number: Int) -> (left: UInt32, right: UInt32) {
    (UInt32(pairs[number] >> 32), UInt32(truncatingIfNeeded: pairs[number]))
  }

  /// The pair's number, if it has one.
  func find(_ left: UInt32, _ right: UInt32) -> Int? {
    let number = slots[slot(for: pack(left, right))].number
    return number == 0 ? nil : Int(number) - 1
  }

  /// The pair's number, given now if it had none.
  mutating func insert(_ left: UInt32, _ right: UInt32) -> Int {
    let pair = pack(left, right)
    let slot = slot(for: pair)
    if slots[slot].number != 0 { return Int(slots[slot].number) - 1 }
    pairs.append(pair)
    slots[slot] = Slot(pair: pair, number: UInt32(pairs.count))
    if pairs.count * 2 > slots.count { grow() }
    return pairs.count - 1
  }

  /// The slot that holds the pair, or the free one where it belongs.
  private func slot(for pair: UInt64) -> Int {
    var slot = hash(pair) & (slots.count - 1)
    while slots[slot].number != 0, slots[slot].pair != pair {
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Slot](repeating: Slot(), count: slots.count * 2)
    for (number, pair) in pairs.enumerated() {
      slots[slot(for: pair)] = Slot(pair: pair, number: UInt32(number + 1))
    }
  }
}

private func pack(_ left: UInt32, _ right: UInt32) -> UInt64 { UInt64(left) << 32 | UInt64(right) }

/// Multiplicative hashing (Knuth, volume 3, 6.4): the product's high bits depend on all of the pair.
private func hash(_ pair: UInt64) -> Int {
  let product = pair &* 0x9E37_79B9_7F4A_7C15
  return Int(truncatingIfNeeded: product >> 32)
}
