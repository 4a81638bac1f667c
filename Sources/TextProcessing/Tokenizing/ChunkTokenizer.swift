/// Splits a chunk, a run of text without white space, into tokens. Each thread needs its own. A
/// chunk's tokens depend on its bytes alone, so they may be remembered.
final class ChunkTokenizer {
  /// What threads share: rules are compiled once, and not before a chunk needs them.
  struct Plan: Sendable {
    let kind: TokenizerKind
    let rules: BreakingRules
    let language: LanguageRules

    init(kind: TokenizerKind, locale: String) {
      self.kind = kind
      rules = BreakingRules(
        kind == .char ? .unicodeCharacters(locale: locale) : .custom { wordRules })
      language = LanguageRules(locale: locale)
    }
  }

  private let plan: Plan
  private var breaker: WordBreaker?
  private var segments: [WordBreaker.Segment] = []

  init(_ plan: Plan) { self.plan = plan }

  /// Replaces `tokens` by those of the chunk, which is valid UTF-8 and not empty.
  func split(_ chunk: Span<UInt8>, into tokens: inout [ChunkToken]) throws {
    tokens.removeAll(keepingCapacity: true)
    switch plan.kind {
    case .space, .keras: tokens.append(ChunkToken(end: Int32(chunk.count), kind: .word))
    case .char:
      if splitPlainCharacters(chunk, into: &tokens) { return }
      try segment(chunk)
      for segment in segments { tokens.append(ChunkToken(end: segment.end, kind: .word)) }
    case .icu:
      if splitPlainWord(chunk, into: &tokens) { return }
      try segment(chunk)
      var index = 0
      while index < segments.count {
        index = appendTokens(ofSegment: index, in: chunk, to: &tokens)
      }
    }
  }

  private func segment(_ chunk: Span<UInt8>) throws {
    let ready = try breaker ?? plan.rules.makeBreaker()
    breaker = ready
    ready.segment(chunk, into: &segments)
  }

  private func splitPlainCharacters(_ chunk: Span<UInt8>, into tokens: inout [ChunkToken]) -> Bool {
    for index in chunk.indices where chunk[index] >= 0x80 { return false }
    for index in chunk.indices { tokens.append(ChunkToken(end: Int32(index + 1), kind: .word)) }
    return true
  }

  /// Latin letters with at most one mark after them need no rules. Nearly all words of western
  /// Europe's languages are of this kind.
  private func splitPlainWord(_ chunk: Span<UInt8>, into tokens: inout [ChunkToken]) -> Bool {
    let end = endOfLatinLetters(chunk)
    guard end > 0, chunk.count - end <= 1 else { return false }
    if end < chunk.count {
      switch chunk[end] {
      case UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"),
        UInt8(ascii: ":"):
        break
      case UInt8(ascii: ".") where !plan.language.isAbbreviation(0..<end, in: chunk): break
      default: return false
      }
    }
    tokens.append(ChunkToken(end: Int32(end), kind: .word))
    if end < chunk.count { tokens.append(ChunkToken(end: Int32(chunk.count), kind: .mark)) }
    return true
  }

  /// ASCII and U+00C0 to U+024F, which are letters all but × and ÷.
  private func endOfLatinLetters(_ chunk: Span<UInt8>) -> Int {
    var position = 0
    while position < chunk.count {
      let byte = chunk[position]
      if (0x61...0x7A).contains(byte | 0x20) {
        position += 1
      } else if (0xC3...0xC9).contains(byte), !chunk.has([0xC3, 0x97], at: position),
        !chunk.has([0xC3, 0xB7], at: position)
      {
        position += 2
      } else {
        break
      }
    }
    return position
  }

  // MARK: From ICU's segments to tokens, by the language's rules

  /// Returns the first segment after those used up.
  private func appendTokens(
    ofSegment index: Int, in chunk: Span<UInt8>, to tokens: inout [ChunkToken]
  ) -> Int {
    if let kind = kindOfJoined(at: index, in: chunk) {
      tokens.append(ChunkToken(end: segments[index + 1].end, kind: kind))
      return index + 2
    }
    let segment = range(of: index)
    if !isWord(index) {
      let isOpening = opens(chunk.scalar(at: segment.lowerBound))
      tokens.append(ChunkToken(end: segments[index].end, kind: isOpening ? .opening : .mark))
    } else if segments[index].rule == WordRule.address {
      tokens.append(ChunkToken(end: segments[index].end, kind: .word))
    } else {
      plan.language.appendTokens(ofWord: segment, in: chunk, to: &tokens)
    }
    return index + 1
  }

  /// What a segment and the next are as one token; nil where they are two.
  private func kindOfJoined(at index: Int, in chunk: Span<UInt8>) -> ChunkToken.Kind? {
    if isElision(at: index, in: chunk) { return .elided }
    if isContraction(at: index, in: chunk) { return .leaning }
    let keepsMark = isAbbreviation(at: index, in: chunk) || isShortening(at: index, in: chunk)
    return keepsMark ? .word : nil
  }

  /// `l` `'` `11`: ICU splits before a number, and before a quotation mark.
  private func isElision(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isApostrophe(index + 1, in: chunk)
      && (isWord(index + 2) || isQuotation(index + 2, in: chunk))
      && plan.language.isElision(range(of: index), in: chunk)
  }

  /// `Dr` `.`
  private func isAbbreviation(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isDot(index + 1, in: chunk)
      && plan.language.isAbbreviation(range(of: index), in: chunk)
  }

  /// `po` `'`
  private func isShortening(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isApostrophe(index + 1, in: chunk) && !isWord(index + 2)
      && plan.language.isShortening(range(of: index), in: chunk)
  }

  /// `1990` `'` `s`: and after a number.
  private func isContraction(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index - 1) && isApostrophe(index, in: chunk) && isWord(index + 1)
      && plan.language.isContraction(
        range(of: index).lowerBound..<range(of: index + 1).upperBound, in: chunk)
  }

  private func range(of index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(segments[index - 1].end))..<Int(segments[index].end)
  }

  private func isWord(_ index: Int) -> Bool {
    segments.indices.contains(index) && WordRule.isWord(segments[index].rule)
  }

  private func isApostrophe(_ index: Int, in chunk: Span<UInt8>) -> Bool {
    guard segments.indices.contains(index) else { return false }
    let segment = range(of: index)
    return apostropheLength(in: chunk, at: segment.lowerBound) == segment.count
  }

  private func isDot(_ index: Int, in chunk: Span<UInt8>) -> Bool {
    guard segments.indices.contains(index) else { return false }
    let segment = range(of: index)
    return segment.count == 1 && chunk[segment.lowerBound] == UInt8(ascii: ".")
  }

  private func isQuotation(_ index: Int, in chunk: Span<UInt8>) -> Bool {
    guard segments.indices.contains(index) else { return false }
    let scalar = chunk.scalar(at: range(of: index).lowerBound)
    return scalar == "\"" || scalar.properties.generalCategory == .initialPunctuation
  }

  private func opens(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .openPunctuation, .initialPunctuation: true
    default: scalar == "¿" || scalar == "¡"
    }
  }
}

/// A token of a chunk, and how it relates to its neighbours.
struct ChunkToken: Equatable, Sendable {
  enum Kind: UInt8, Sendable {
    case word
    case leaning  // belongs to the word before: `n't`
    case elided  // belongs to the word after: `l'`
    case opening  // a bracket or quotation mark that opens
    case mark  // any other punctuation, symbol or emoji
  }

  var end: Int32  // bytes from the start of the chunk
  var kind: Kind

  /// Whether, of two tokens that stand together, the left one carries the joiner. Marks carry it
  /// rather than words, so that a word is the same token wherever it stands.
  static func leftCarriesJoiner(_ left: Kind, _ right: Kind) -> Bool {
    switch (left, right) {
    case (.elided, _), (.opening, _): true
    case (.mark, .word), (.mark, .elided): true
    default: false
    }
  }
}

/// Finds a line's chunks, the runs without white space, one after another.
struct Chunker {
  /// For tokenized text, where a no-break space is part of its token.
  let splitsAtSpaceAlone: Bool
  private(set) var position = 0

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
  /// ASCII), eight bytes at a time: most words take one look.
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
