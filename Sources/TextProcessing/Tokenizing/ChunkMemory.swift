/// Remembers what was made of a chunk, since text says the same words again and again.
///
/// An open hash table over two arenas of bytes. When it is full it forgets everything and starts
/// anew, so that its memory is bounded and it follows a text whose words change.
struct ChunkMemory {
  static let longestChunk = 63  // longer ones hardly ever come again

  private struct Entry {
    var hash: UInt32 = 0
    var key: UInt32 = 0  // where the chunk lies in `keys`
    var value: UInt32 = 0  // where what was made of it lies in `values`
    var keyLength: UInt16 = 0  // 0 marks an empty place: no chunk is empty
    var valueLength: UInt16 = 0
  }

  private var entries: [Entry]
  private var keys: [UInt8] = []
  private var values: [UInt8] = []
  private var count = 0
  private let limit: Int

  /// Room for `limit` chunks; 0 remembers nothing.
  init(limit: Int) {
    self.limit = limit
    var places = 1
    while places < limit * 2 { places *= 2 }
    entries = Array(repeating: Entry(), count: limit == 0 ? 0 : places)
  }

  /// A hash of the bytes, taken eight at a time.
  static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: range.count)
    var position = range.lowerBound
    let bytes = text.bytes
    while position < range.upperBound {
      let left = range.upperBound - position
      var word: UInt64 = 0
      if position + 8 <= text.count {
        word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
        if left < 8 { word &= (1 << UInt64(left * 8)) - 1 }
      } else {
        for index in (0..<min(left, 8)).reversed() {
          word = word << 8 | UInt64(text[position + index])
        }
      }
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low
      position += 8
    }
    return state
  }

  /// Appends what is remembered of a chunk; false where nothing is.
  @inline(__always)
  func recall(
    _ text: Span<UInt8>, _ range: Range<Int>, hash: UInt64, to output: inout [UInt8]
  ) -> Bool {
    guard limit > 0, let place = find(text, range, hash: hash) else { return false }
    let entry = entries[place]
    guard entry.keyLength > 0 else { return false }
    output.append(
      values.span.extracting(Int(entry.value)..<Int(entry.value) + Int(entry.valueLength)))
    return true
  }

  /// The place of the chunk, or the empty one where it belongs.
  @inline(__always)
  private func find(_ text: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> Int? {
    let mask = entries.count - 1
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = entries[place]
      if entry.keyLength == 0 { return place }
      if entry.hash == tag, Int(entry.keyLength) == range.count,
        isKey(entry, text, range)
      {
        return place
      }
      place = (place + 1) & mask
    }
  }

  @inline(__always)
  private func isKey(_ entry: Entry, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let keys = keys.span
    let start = Int(entry.key)
    for offset in 0..<range.count
    where keys[unchecked: start + offset] != text[unchecked: range.lowerBound + offset] {
      return false
    }
    return true
  }

  mutating func remember(
    _ text: Span<UInt8>, _ range: Range<Int>, hash: UInt64, as value: Span<UInt8>
  ) {
    guard limit > 0, range.count <= Self.longestChunk, value.count <= Int(UInt16.max) else {
      return
    }
    if count == limit { forget() }
    guard let place = find(text, range, hash: hash) else { return }
    entries[place] = Entry(
      hash: UInt32(truncatingIfNeeded: hash >> 32), key: UInt32(keys.count),
      value: UInt32(values.count), keyLength: UInt16(range.count),
      valueLength: UInt16(value.count))
    keys.append(text.extracting(range))
    values.append(value)
    count += 1
  }

  private mutating func forget() {
    for index in entries.indices { entries[index] = Entry() }
    keys.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    count = 0
  }
}
