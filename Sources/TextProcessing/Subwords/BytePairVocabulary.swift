/// The pieces that a model knows: those that came often enough in its training text.
///
/// Pieces before another of the same word stand there with the separator (`lo@@`), others without.
public struct BytePairVocabulary: Sendable {
  private var pieces = TokenTable()
  let separator: [UInt8]

  /// Reads a file of pieces and counts and keeps the pieces with at least `threshold`.
  ///
  /// Both subword-nmt's lines are read, `piece count`, and ours, with a TAB between the two and the
  /// piece escaped by backslashes.
  public init(path: String, threshold: Int = 0, separator: String = "@@") throws {
    self.separator = Array(separator.utf8)
    let reader = try LineReader(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        let text = block.bytes[line.text]
        let (piece, count) = try parse(text, path: path, line: line.number)
        if count >= threshold { _ = pieces.insert(piece.span) }
      }
    }
  }

  /// subword-nmt takes a vocabulary from which nothing was kept for none.
  var isEmpty: Bool { pieces.count == 0 }

  func contains(_ piece: Span<UInt8>) -> Bool { pieces.index(of: piece) != nil }
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
