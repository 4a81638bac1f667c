/// Unicode's White_Space: the 25 code points that `\s` of Perl matches in text.
///
/// The no-break spaces are among them; U+FEFF, U+200B and U+180E are not.
func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09...0x0D, 0x20, 0x85, 0xA0: true
  case 0...0xFF: false
  case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
  default: false
  }
}

extension Span<UInt8> {
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
    return TextProcessing.isWhiteSpace(scalar) ? UTF8.width(scalar) : 0
  }

  /// The range of the text without the white space at either end. Need not be valid UTF-8.
  package func trimmingWhiteSpace() -> Range<Int> {
    var (start, end) = (0, count)
    while start < end, let width = (1...3).first(where: { isWhiteSpace(start..<start + $0) }) {
      start += width
    }
    while start < end, let width = (1...3).first(where: { isWhiteSpace(end - $0..<end) }) {
      end -= width
    }
    return start..<end
  }

  /// Whether the bytes are one code point (of up to three bytes) that is white space.
  private func isWhiteSpace(_ range: Range<Int>) -> Bool {
    guard range.lowerBound >= 0, range.upperBound <= count else { return false }
    let lead = self[range.lowerBound]
    let isLead: Bool
    var value: UInt32
    switch range.count {
    case 1: (isLead, value) = (lead < 0x80, UInt32(lead))
    case 2: (isLead, value) = (lead & 0xE0 == 0xC0, UInt32(lead & 0x1F))
    default: (isLead, value) = (lead & 0xF0 == 0xE0, UInt32(lead & 0x0F))
    }
    guard isLead else { return false }
    for index in range.dropFirst() {
      guard self[index] & 0xC0 == 0x80 else { return false }
      value = value << 6 | UInt32(self[index] & 0x3F)
    }
    return Unicode.Scalar(value).map(TextProcessing.isWhiteSpace) ?? false
  }
}
