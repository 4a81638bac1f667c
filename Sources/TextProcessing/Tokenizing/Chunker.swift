/// Walks over a line from one chunk, a stretch without white space, to the next.
struct Chunker {
  /// Tokenized text: a no-break space is part of its token.
  let splitsAtSpaceAlone: Bool
  private(set) var position = 0

  init(splitsAtSpaceAlone: Bool) { self.splitsAtSpaceAlone = splitsAtSpaceAlone }

  /// The next chunk; nil at the end of the line, after which `position` is there too.
  @inline(__always)
  mutating func next(in text: Span<UInt8>) -> Range<Int>? {
    let start = endOfWhiteSpace(in: text)
    position = start
    guard start < text.count else { return nil }
    repeat { position += 1 } while position < text.count && whiteSpace(in: text) == 0
    return start..<position
  }

  @inline(__always)
  private func whiteSpace(in text: Span<UInt8>) -> Int {
    splitsAtSpaceAlone
      ? (text[position] == space ? 1 : 0) : text.whiteSpaceLength(at: position)
  }

  @inline(__always)
  private mutating func endOfWhiteSpace(in text: Span<UInt8>) -> Int {
    while position < text.count {
      let length = whiteSpace(in: text)
      if length == 0 { break }
      position += length
    }
    return position
  }
}
