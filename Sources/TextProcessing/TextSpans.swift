extension Unicode.Scalar {
  /// Unicode's White_Space: the 25 code points that `\s` of Perl matches in text. The no-break
  /// spaces are among them; U+FEFF, U+200B and U+180E are not.
  @inlinable package var isWhiteSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0: true
    case 0...0xFF: false
    case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  /// Python's `str.isspace` and `\s`: Unicode's White_Space, and the four separators of ASCII.
  @inlinable package var isPythonWhiteSpace: Bool {
    isWhiteSpace || ("\u{1C}"..."\u{1F}").contains(self)
  }
}

let space = UInt8(ascii: " ")

extension Span<UInt8> {
  /// The code point at a position of valid UTF-8.
  package func scalar(at position: Int) -> Unicode.Scalar {
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

  // MARK: White space

  /// The length in bytes of the white space character at a position of valid UTF-8: 0 where there is
  /// none.
  @inline(__always)
  func whiteSpaceLength(at position: Int) -> Int {
    let first = self[position]
    if first > 0x20 && first < 0xC2 { return 0 }  // nearly every byte of nearly every text
    if first < 0x80 { return first == 0x20 || (0x09...0x0D).contains(first) ? 1 : 0 }
    return longWhiteSpaceLength(at: position)
  }

  private func longWhiteSpaceLength(at position: Int) -> Int {
    guard [0xC2, 0xE1, 0xE2, 0xE3].contains(self[position]) else { return 0 }
    let scalar = scalar(at: position)
    return scalar.isWhiteSpace ? UTF8.width(scalar) : 0
  }

  /// The range of the text without the white space at either end. Need not be valid UTF-8.
  package func trimmingWhiteSpace() -> Range<Int> {
    var (start, end) = (0, count)
    while start < end, let width = (1...3).first(where: { isWhiteSpace(at: start, width: $0) }) {
      start += width
    }
    while start < end, let width = (1...3).first(where: { isWhiteSpace(at: end - $0, width: $0) }) {
      end -= width
    }
    return start..<end
  }

  /// Where the words are: what white space separates, as `split()` of Python has it.
  package var words: [Range<Int>] {
    var words: [Range<Int>] = []
    var chunker = Chunker(splitsAtSpaceAlone: false)
    while let word = chunker.next(in: self) { words.append(word) }
    return words
  }

  /// Whether the bytes are one code point (of up to three bytes) that is white space.
  private func isWhiteSpace(at start: Int, width: Int) -> Bool {
    guard start >= 0, start + width <= count else { return false }
    let lead = self[start]
    let isLead =
      switch width {
      case 1: lead < 0x80
      case 2: lead & 0xE0 == 0xC0
      default: lead & 0xF0 == 0xE0
      }
    return isLead && endOfCodePoint(from: start) >= start + width && scalar(at: start).isWhiteSpace
  }
}
