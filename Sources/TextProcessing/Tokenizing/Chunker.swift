/// Walks over a line from one chunk, a stretch without white space, to the next.
struct Chunker {
  /// Tokenized text: a no-break space is part of its token.
  let splitsAtSpaceAlone: Bool
  private(set) var position = 0

  init(splitsAtSpaceAlone: Bool) { self.splitsAtSpaceAlone = splitsAtSpaceAlone }

  /// The next chunk; nil at the end of the line, after which `position` is there too.
  @inline(__always)
  mutating func next(in text: Span<UInt8>) -> Range<Int>? {
    while position < text.count {
      let length = whiteSpace(in: text)
      if length == 0 { break }
      position += length
    }
    let start = position
    while position < text.count {
      skipLetters(of: text)
      if position == text.count || whiteSpace(in: text) > 0 { break }
      position += 1
    }
    return start < position ? start..<position : nil
  }

  @inline(__always)
  private func whiteSpace(in text: Span<UInt8>) -> Int {
    splitsAtSpaceAlone
      ? (text[position] == space ? 1 : 0) : text.whiteSpaceLength(at: position)
  }

  /// Goes to the next byte that may be white space or begin it (one up to U+0020, or one beyond
  /// ASCII), eight bytes at a time: most words are looked at once.
  @inline(__always)
  private mutating func skipLetters(of text: Span<UInt8>) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    while position + 8 <= text.count {
      let word = text.bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      let stops = ((word &- ones &* 0x21) & ~word | word) & (ones &* 0x80)
      position += stops == 0 ? 8 : stops.trailingZeroBitCount / 8
      if stops != 0 { return }
    }
    while position < text.count, text[position] > 0x20, text[position] < 0x80 { position += 1 }
  }
}
