import Files

/// The pieces that a model knows: those that are frequent enough in its training text.
///
/// They are read as they are written: with `@@` after a piece that its word goes on after, or with
/// the joiner before a piece that continues a word.
///
///     let known = try BytePairVocabulary(path: "en.pieces", threshold: 50)
public struct BytePairVocabulary: Sendable {
  private let style: TokenStyle
  private var pieces = TokenTable()  // as they are in the text, but for the `@@` of `.pieces`
  private var continuations = TokenTable()  // of these, the ones with a joiner before them
  private var key: [UInt8] = []

  /// Reads a file of pieces and counts, and keeps the pieces whose count is at least `threshold`. Lines
  /// are subword-nmt's, `piece count`, or those of a vocabulary file, with a TAB between the two and the
  /// piece escaped by backslashes. Throws a `BytePairError`, a `FileError` or a `TextError`.
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

  /// subword-nmt treats a vocabulary of which nothing was kept like no vocabulary.
  var isEmpty: Bool { pieces.count == 0 }

  /// Whether a piece is known at its place in a word. A word's first piece may have a joiner before
  /// it too, where the word itself was joined.
  mutating func contains(_ piece: Span<UInt8>, isFirst: Bool, isLast: Bool) -> Bool {
    switch style {
    case .joiners where !isFirst: return continuations.index(of: piece) != nil
    case .pieces where !isLast:
      key.removeAll(keepingCapacity: true)
      key.append(piece)
      key += TokenStyle.continuation
      return pieces.index(of: key.span) != nil
    default: return pieces.index(of: piece) != nil
    }
  }
}

/// Splits pieces that a vocabulary does not hold, undoing merge after merge, until it holds them or
/// they are single characters.
struct KnownPieces: Sendable {
  private var vocabulary: BytePairVocabulary
  private var joined = TokenTable()  // the symbols that merges make
  private var leftLengths: [Int] = []  // of each of these, the length of its left half in bytes
  private var key: [UInt8] = []
  private var pending: [(piece: Range<Int>, isLast: Bool)] = []

  init(_ vocabulary: BytePairVocabulary, _ merges: BytePairMerges) {
    self.vocabulary = vocabulary
    // Two merges may make the same symbol. subword-nmt splits it by the one whose last line in the
    // file comes first: so go through the lines backwards and let a later one replace the earlier.
    var seen = TokenTable()
    for index in (0..<merges.count).reversed() {
      let (left, right) = (merges.left(index), merges.right(index))
      let known = seen.count
      guard seen.insert(left + [space] + right) == known else { continue }
      let index = joined.insert(left + right)
      if index == leftLengths.count { leftLengths.append(0) }
      leftLengths[index] = left.count
    }
  }

  /// Appends where each of the pieces ends that this one is split into.
  mutating func split(
    _ piece: Range<Int>, of word: Span<UInt8>, isLast: Bool, into ends: inout [Int32]
  ) {
    pending.append((piece, isLast))
    while let (piece, isLast) = pending.popLast() {
      let isFirst = piece.lowerBound == 0
      guard !vocabulary.contains(word.extracting(piece), isFirst: isFirst, isLast: isLast),
        let length = leftLength(piece, of: word, isLast: isLast), length <= piece.count
      else {
        ends.append(Int32(piece.upperBound))
        continue
      }
      let middle = piece.lowerBound + length
      // In version 0.1 the right half may be the end of word alone.
      if middle < piece.upperBound { pending.append((middle..<piece.upperBound, isLast)) }
      pending.append((piece.lowerBound..<middle, false))
    }
  }

  private mutating func leftLength(
    _ piece: Range<Int>, of word: Span<UInt8>, isLast: Bool
  ) -> Int? {
    key.removeAll(keepingCapacity: true)
    key.append(word.extracting(piece))
    if isLast { key += BytePairMerges.endOfWord }
    return joined.index(of: key.span).map { leftLengths[$0] }
  }
}

// MARK: The file

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
