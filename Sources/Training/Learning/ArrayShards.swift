/// A flat array cut into shards of whole blocks, as equal as blocks allow.
struct ArrayShards: Sendable {
  /// A thread is not worth waking for less, and no two threads write to one line of the cache.
  static let blockLength = 1 << 14

  let count: Int
  /// At least one, which is empty where the array is.
  let number: Int

  init(count: Int, atMost limit: Int) {
    precondition(limit >= 1, "at least one thread")
    self.count = count
    number = max(1, min(limit, Self.blocks(in: count)))
  }

  subscript(index: Int) -> Range<Int> {
    let blocks = Self.blocks(in: count)
    let start = index * blocks / number * Self.blockLength
    let end = (index + 1) * blocks / number * Self.blockLength
    return min(start, count)..<min(end, count)
  }

  private static func blocks(in count: Int) -> Int { (count + blockLength - 1) / blockLength }
}
