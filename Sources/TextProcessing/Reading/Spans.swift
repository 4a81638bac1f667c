extension [UInt8] {
  package init(_ bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { Array($0) }
  }
}

extension String {
  /// What is not UTF-8 becomes U+FFFD.
  init(_ bytes: Span<UInt8>) { self.init(decoding: Array(bytes), as: UTF8.self) }
}

extension Span<UInt8> {
  /// The code point at a position of sound UTF-8.
  func scalar(at position: Int) -> Unicode.Scalar {
    let first = UInt32(self[position])
    func tail(_ offset: Int) -> UInt32 { UInt32(self[position + offset] & 0x3F) }
    let value =
      switch first {
      case ..<0x80: first
      case ..<0xE0: (first & 0x1F) << 6 | tail(1)
      case ..<0xF0: (first & 0x0F) << 12 | tail(1) << 6 | tail(2)
      default: (first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3)
      }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// Where the code point that begins at a byte ends: before the next byte that begins one.
  func endOfCodePoint(from start: Int) -> Int {
    var end = start + 1
    while end < count, self[end] & 0xC0 == 0x80 { end += 1 }
    return end
  }

  /// Calls `body` with each token: what stands between spaces (U+0020 and nothing else), never empty.
  package func forEachToken(_ body: (Span<UInt8>) -> Void) {
    var start = 0
    for index in indices where self[index] == UInt8(ascii: " ") {
      if start < index { body(extracting(start..<index)) }
      start = index + 1
    }
    if start < count { body(extracting(start..<count)) }
  }
}
