/// Hashes that were seen before, in 10 to 15 bytes each (25 for the moment of growing).
struct SeenHashes {
  private var slots: [UInt64]  // zero is free
  private(set) var count = 0

  init() { slots = Array(repeating: 0, count: 1024) }

  func contains(_ hash: UInt64) -> Bool { slots[slot(of: max(hash, 1))] != 0 }

  /// Adds a hash; false where it is there already.
  @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    if count * 5 >= slots.count * 4 { grow() }
    let hash = max(hash, 1)
    let slot = slot(of: hash)
    guard slots[slot] == 0 else { return false }
    slots[slot] = hash
    count += 1
    return true
  }

  /// Where the hash is, or would go: in the order of the hashes but for clashes, so that growing
  /// walks through memory forwards.
  private func slot(of hash: UInt64) -> Int {
    var slot = Int(hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    while slots[slot] != 0, slots[slot] != hash {
      slot += 1
      if slot == slots.count { slot = 0 }
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count + old.count / 2)
    for hash in old where hash != 0 { slots[slot(of: hash)] = hash }
  }
}
