/// A token of a sentence as a model is given it.
public struct EncodedToken: Equatable, Sendable {
  public var id: Int32
  /// As the vocabulary would have it, joiners and escapes with it.
  public var token: [UInt8]
  /// The bytes of the raw line that it stands for. Nil for Keras' words, which have no place in the
  /// line, and behind an `@@` that the line itself holds.
  public var range: Range<Int>?
}

extension SentenceEncoder {
  /// The tokens of a line of sound UTF-8, without `</s>`: for those who look at a sentence. For ids
  /// alone `append` is many times as fast.
  public mutating func tokens(of line: Span<UInt8>) throws -> [EncodedToken] {
    let options = encoding.segmentation.options
    try write(line, number: 1)
    guard let normalizer = try options.kind == .keras ? nil : Normalizer(options) else {
      return locate(tokens.span, in: line, alignment: nil)
    }
    var text: [UInt8] = []
    try normalizer.append(line, to: &text)
    return locate(tokens.span, in: text.span, alignment: Alignment(try normalizer.steps(of: line)))
  }

  private func locate(
    _ tokens: Span<UInt8>, in text: Span<UInt8>, alignment: Alignment?
  ) -> [EncodedToken] {
    if tokens.isEmpty { return [] }
    let segmentation = encoding.segmentation
    let detokenizer = Detokenizer(segmentation.style)
    var finder = TokenFinder(
      skipsSpaces: segmentation.style == .pieces, isLost: segmentation.options.kind == .keras)
    var found: [EncodedToken] = []
    var bytes: [UInt8] = []
    detokenizer.forEachToken(of: tokens) { token, own, isJoined in
      bytes.removeAll(keepingCapacity: true)
      let own = segmentation.joinsTokens ? own : token
      detokenizer.appendUnescaped(tokens, own, to: &bytes, onUnknownEscape: { _ in })
      let range = finder.next(bytes, isJoined: isJoined, in: text)
      let token = tokens.extracting(token)
      found.append(
        EncodedToken(
          id: Int32(encoding.vocabulary.textID(of: token)), token: Array(token),
          range: range.map { alignment?.raw($0) ?? $0 }))
    }
    return found
  }
}

/// Walks through a text from token to token.
private struct TokenFinder {
  /// Whether any number of spaces stand between two tokens; else exactly one.
  let skipsSpaces: Bool
  private(set) var isLost: Bool
  private var position = 0

  init(skipsSpaces: Bool, isLost: Bool) {
    self.skipsSpaces = skipsSpaces
    self.isLost = isLost
  }

  /// Where the token stands, or nil once it does not stand where it has to.
  mutating func next(_ token: [UInt8], isJoined: Bool, in text: Span<UInt8>) -> Range<Int>? {
    if skipsSpaces {
      while position < text.count, text[position] == space { position += 1 }
    } else if !isJoined {
      position += 1
    }
    isLost = isLost || !text.has(token, at: position)
    if isLost { return nil }
    defer { position += token.count }
    return position..<position + token.count
  }
}
