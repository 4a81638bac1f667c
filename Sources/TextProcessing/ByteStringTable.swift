/// Numbers distinct byte strings 0, 1, 2 and so on, in the order in which they first came.
///
/// All bytes lie in one array and the table is probed linearly, so that neither a look-up nor a new
/// string allocates. The hash is the same in every run.
struct ByteStringTable: Sendable {
  private struct Slot {
    var tag: UInt32 = 0  // a part of the hash, to compare strings only where they will be equal
    var number: UInt32 = 0  // one more than the string's, so that zero is a free slot
  }
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var slots = [Slot](repeating: Slot(), count: 16)

  var count: Int { ends.count }

  subscript(number: Int) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// The string's number, if it has one.
  func find(_ string: Span<UInt8>) -> Int? {
    let number = slots[slot(for: string, hash: hash(string))].number
    return number == 0 ? nil : Int(number) - 1
  }

  /// The string's number, given now if it had none.
  mutating func insert(_ string: Span<UInt8>) -> Int {
    let hash = hash(string)
    let slot = slot(for: string, hash: hash)
    if slots[slot].number != 0 { return Int(slots[slot].number) - 1 }
    for index in string.indices { bytes.append(string[index]) }
    ends.append(bytes.count)
    slots[slot] = Slot(tag: tag(hash), number: UInt32(ends.count))
    if ends.count * 2 > slots.count { grow() }
    return ends.count - 1
  }

  mutating func insert(_ string: ArraySlice<UInt8>) -> Int { insert(string.span) }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  /// The slot that holds the string, or the free one where it belongs.
  private func slot(for string: Span<UInt8>, hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot].number != 0 {
      if slots[slot].tag == tag(hash), holds(Int(slots[slot].number) - 1, string) { break }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func holds(_ number: Int, _ string: Span<UInt8>) -> Bool {
    let range = range(number)
    guard range.count == string.count else { return false }
    for index in string.indices where bytes[range.lowerBound + index] != string[index] {
      return false
    }
    return true
  }

  private mutating func grow() {
    slots = [Slot](repeating: Slot(), count: slots.count * 2)
    for number in ends.indices {
      let hash = hash(bytes.span.extracting(range(number)))
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot].number != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Slot(tag: tag(hash), number: UInt32(number + 1))
    }
  }
}

private func tag(_ hash: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: hash >> 32) }

/// FNV-1a (Fowler, Noll, Vo), its high bits folded onto the low ones that choose the slot.
private func hash(_ string: Span<UInt8>) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for index in string.indices { hash = (hash ^ UInt64(string[index])) &* 0x100_0000_01B3 }
  return hash ^ (hash >> 32)
}
