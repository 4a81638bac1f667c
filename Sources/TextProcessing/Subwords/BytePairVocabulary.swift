import Files

/// The pieces that a model knows: those that came often enough in its training text.
///
/// They stand there as they are written: with `@@` behind a piece of a word that goes on, or with the
/// joiner before a piece that goes on one.
public struct BytePairVocabulary: Sendable {
  private let style: TokenStyle
  private var pieces = TokenTable()  // without what joins them, in the style of joiners
  private var continuations = TokenTable()  // of these, the ones that a joiner stood before
  private var key: [UInt8] = []

  /// Reads a file of pieces and counts and keeps the pieces with at least `threshold`.
  ///
  /// Both subword-nmt's lines are read, `piece count`, and ours, with a TAB between the two and the
  /// piece escaped by backslashes.
  public init(path: String, threshold: Int = 0, style: TokenStyle = .pieces) throws {
    self.style = style
    let reader = try LineReader(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        let text = block.bytes[line.text]
        let (piece, count) = try parse(text, path: path, line: line.number)
        if count >= threshold { try insert(piece, path: path, line: line.number) }
      }
    }
  }

  private mutating func insert(_ piece: [UInt8], path: String, line: Int) throws {
    guard style != .pieces else {
      _ = pieces.insert(piece.span)
      return
    }
    var bare: [UInt8] = []
    do throws(Detokenizer.UnknownEscape) {
      try Detokenizer(style).append(piece.span, to: &bare)
    } catch {
      let value = piece.span.characters(from: error.byte, most: 5)
      throw TextError.unknownEscape(path: path, line: line, byte: error.byte + 1, value: value)
    }
    _ = pieces.insert(bare.span)
    if piece.starts(with: Joiner.mark) { _ = continuations.insert(bare.span) }
  }

  /// subword-nmt takes a vocabulary from which nothing was kept for none.
  var isEmpty: Bool { pieces.count == 0 }

  /// Whether a piece is known at its place in a word. A word's first piece may have a joiner before
  /// it too, where the word itself was joined.
  mutating func contains(_ piece: Span<UInt8>, isFirst: Bool, isLast: Bool) -> Bool {
    switch style {
    case .joiners where !isFirst: return continuations.index(of: piece) != nil
    case .pieces where !isLast:
      key.removeAll(keepingCapacity: true)
      key.append(piece)
      key += GapWriter.separator
      return pieces.index(of: key.span) != nil
    default: return pieces.index(of: piece) != nil
    }
  }
}

private func parse(
  _ line: ArraySlice<UInt8>, path: String, line number: Int
) throws -> (piece: [UInt8], count: Int) {
  let text = line.trimmingBlanks
  guard let end = text.lastIndex(where: { $0 == tab || $0 == space }), end > text.startIndex,
    let count = Int(String(decoding: text[(end + 1)...], as: UTF8.self))
  else {
    let value = String(decoding: line, as: UTF8.self)
    throw BytePairError.malformedCount(path: path, line: number, value: value)
  }
  let piece = text[..<end]
  return (text[end] == tab ? try unescape(piece, path: path, line: number) : Array(piece), count)
}

private func unescape(_ piece: ArraySlice<UInt8>, path: String, line: Int) throws -> [UInt8] {
  do throws(EscapeFault) {
    return try unescaped(piece.span)
  } catch {
    let (value, index) =
      switch error {
      case .unknownEscape(let escape, let index): (escape, index)
      case .notEscaped(let byte, let index): (String(decoding: [byte], as: UTF8.self), index)
      }
    throw TextError.unknownEscape(path: path, line: line, byte: index + 1, value: value)
  }
}

private let tab = UInt8(ascii: "\t")
