extension [UInt8] {
  init(_ bytes: Span<UInt8>) {
    self.init(repeating: 0, count: bytes.count)
    for index in bytes.indices { self[index] = bytes[index] }
  }
}

extension String {
  /// What is not UTF-8 becomes U+FFFD.
  init(_ bytes: Span<UInt8>) { self.init(decoding: Array(bytes), as: UTF8.self) }
}

extension Span<UInt8> {
  /// Where the code point that begins at a byte ends: before the next byte that begins one.
  func endOfCodePoint(from start: Int) -> Int {
    var end = start + 1
    while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  /// Calls `body` with each token: what stands between spaces (U+0020 and nothing else), never empty.
  func forEachToken(_ body: (Span<UInt8>) -> Void) {
    var start = 0
    for index in indices where self[index] == UInt8(ascii: " ") {
      if start < index { body(extracting(start..<index)) }
      start = index + 1
    }
    if start < count { body(extracting(start..<count)) }
  }
}
