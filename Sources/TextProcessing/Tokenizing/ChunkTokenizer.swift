/// Splits a chunk, a stretch of text without white space, into tokens. One of a thread's own.
///
/// A chunk's tokens depend on its bytes alone, so they may be remembered.
final class ChunkTokenizer {
  /// What the threads share: rules are compiled once, and not before a chunk needs them.
  struct Plan: Sendable {
    let kind: TokenizerKind
    let rules: BreakingRules
    let clitics: Clitics

    init(kind: TokenizerKind, locale: String) {
      let habits = LanguageHabits.of(locale: locale)
      self.kind = kind
      rules = BreakingRules(
        kind == .char ? .unicodeCharacters(locale: locale) : .custom { wordRules })
      clitics = Clitics(habits)
    }
  }

  private let plan: Plan
  private var breaker: WordBreaker?
  private var segments: [WordBreaker.Segment] = []

  init(_ plan: Plan) { self.plan = plan }

  /// Replaces `tokens` by those of the chunk, which is sound UTF-8 and not empty.
  func split(_ chunk: Span<UInt8>, into tokens: inout [ChunkToken]) throws {
    tokens.removeAll(keepingCapacity: true)
    switch plan.kind {
    case .space, .keras:
      tokens.append(ChunkToken(end: Int32(chunk.count), kind: .word))
    case .char:
      if splitPlainCharacters(chunk, into: &tokens) { return }
      try segment(chunk)
      for segment in segments { tokens.append(ChunkToken(end: segment.end, kind: .word)) }
    case .icu:
      if splitPlainWord(chunk, into: &tokens) { return }
      try segment(chunk)
      joinSegments(of: chunk, into: &tokens)
    }
  }

  private func segment(_ chunk: Span<UInt8>) throws {
    let ready = try breaker ?? plan.rules.makeBreaker()
    breaker = ready
    ready.segment(chunk, into: &segments)
  }

  private func splitPlainCharacters(
    _ chunk: Span<UInt8>, into tokens: inout [ChunkToken]
  ) -> Bool {
    for index in chunk.indices where chunk[index] >= 0x80 { return false }
    for index in chunk.indices { tokens.append(ChunkToken(end: Int32(index + 1), kind: .word)) }
    return true
  }

  /// Latin letters with at most one mark after them need no rules. Nearly all words of western
  /// Europe's languages are such.
  private func splitPlainWord(_ chunk: Span<UInt8>, into tokens: inout [ChunkToken]) -> Bool {
    let end = endOfLatinLetters(chunk)
    guard end > 0, chunk.count - end <= 1 else { return false }
    if end < chunk.count {
      switch chunk[end] {
      case UInt8(ascii: ","), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";"),
        UInt8(ascii: ":"):
        break
      case UInt8(ascii: ".") where !plan.clitics.isAbbreviation(0..<end, in: chunk): break
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

  // MARK: From segments to tokens

  /// Turns ICU's segments into tokens, with what languages elide and contract.
  private func joinSegments(of chunk: Span<UInt8>, into tokens: inout [ChunkToken]) {
    var index = 0
    while index < segments.count {
      index = appendTokens(ofSegment: index, in: chunk, to: &tokens)
    }
  }

  /// Returns the first segment after those used up.
  private func appendTokens(
    ofSegment index: Int, in chunk: Span<UInt8>, to tokens: inout [ChunkToken]
  ) -> Int {
    let segment = range(of: index)
    if isElision(at: index, in: chunk) {
      tokens.append(ChunkToken(end: segments[index + 1].end, kind: .elided))
      return index + 2
    }
    if isContraction(at: index, in: chunk) {
      tokens.append(ChunkToken(end: segments[index + 1].end, kind: .leaning))
      return index + 2
    }
    if isAbbreviation(at: index, in: chunk) || isShortening(at: index, in: chunk) {
      tokens.append(ChunkToken(end: segments[index + 1].end, kind: .word))
      return index + 2
    }
    if !isWord(index) {
      let isOpening = opens(chunk.scalar(at: segment.lowerBound))
      tokens.append(ChunkToken(end: segments[index].end, kind: isOpening ? .opening : .mark))
    } else if segments[index].rule == WordRule.address {
      tokens.append(ChunkToken(end: segments[index].end, kind: .word))
    } else {
      plan.clitics.appendTokens(ofWord: segment, in: chunk, to: &tokens)
    }
    return index + 1
  }

  /// `l` `'` `11`: ICU parts what begins with a number, or with a quotation mark.
  private func isElision(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isApostrophe(index + 1, in: chunk)
      && (isWord(index + 2) || isQuotation(index + 2, in: chunk))
      && plan.clitics.isElision(range(of: index), in: chunk)
  }

  /// `Dr` `.`
  private func isAbbreviation(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isDot(index + 1, in: chunk)
      && plan.clitics.isAbbreviation(range(of: index), in: chunk)
  }

  /// `po` `'`
  private func isShortening(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index) && isApostrophe(index + 1, in: chunk) && !isWord(index + 2)
      && plan.clitics.isShortening(range(of: index), in: chunk)
  }

  /// `1990` `'` `s`: and what ends with one.
  private func isContraction(at index: Int, in chunk: Span<UInt8>) -> Bool {
    isWord(index - 1) && isApostrophe(index, in: chunk) && isWord(index + 1)
      && plan.clitics.isContraction(
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
