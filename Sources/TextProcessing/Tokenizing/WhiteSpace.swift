/// Unicode's White_Space, in UTF-8.
enum WhiteSpace {
  /// How many bytes of white space stand at a position of sound UTF-8: 0 where it is something else.
  @inline(__always)
  static func length(in text: Span<UInt8>, at position: Int) -> Int {
    let first = text[position]
    if first > 0x20 && first < 0xC2 { return 0 }  // nearly every byte of nearly every text
    return slowLength(in: text, at: position, first)
  }

  private static func slowLength(
    in text: Span<UInt8>, at position: Int, _ first: UInt8
  ) -> Int {
    switch first {
    case 0x09...0x0D, 0x20: return 1
    case 0xC2, 0xE1, 0xE2, 0xE3: break
    default: return 0
    }
    switch text.scalar(at: position).value {
    case 0x85, 0xA0: return 2
    case 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return 3
    default: return 0
    }
  }
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
}
