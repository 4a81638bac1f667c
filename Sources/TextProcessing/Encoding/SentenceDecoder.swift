import Files

/// Turns ids into text. Threads may share one.
///
///     let vocabulary = try Vocabulary(contentsOf: "en.vocab")
///     let encoding = TextEncoding(try Segmentation(TokenizerOptions()), vocabulary: vocabulary)
///     let text = encoding.makeDecoder().text(of: [4, 5, 3])
public struct SentenceDecoder: Sendable {
  private let encoding: TextEncoding

  init(_ encoding: TextEncoding) { self.encoding = encoding }

  /// The text of the ids.
  public func text(of ids: some Sequence<Int32>) -> String {
    var bytes: [UInt8] = []
    append(ids, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the text of the ids up to `</s>` or to their end: always one line. A joiner that joins
  /// nothing, or an unknown escape, stays or disappears.
  ///
  /// `<unk>` is written as that, or as the text that `unknown` returns for the position of its id.
  /// Ids beyond the vocabulary are a programmer's mistake.
  public func append(
    _ ids: some Sequence<Int32>, to output: inout [UInt8],
    unknown: (_ position: Int) -> [UInt8]? = { _ in nil }
  ) {
    let tokens = tokens(of: ids, unknown: unknown)
    if tokens.isEmpty { return }
    let start = output.count
    let segmentation = encoding.segmentation
    if segmentation.joinsTokens {
      Detokenizer(segmentation.style).append(
        tokens.span, to: &output, onUnknownEscape: { _ in })
    } else {
      output += tokens
    }
    removeLineFeeds(from: &output, from: start)
  }

  /// The text of the ids, as `append` writes it, with the place of each token in it.
  public func decode(_ ids: some Sequence<Int32>) -> DecodedText {
    var begun: [(id: Int32, start: Int)] = []
    let tokens = tokens(of: ids, onToken: { begun.append(($0, $1)) })
    var decoded = DecodedText()
    if tokens.isEmpty { return decoded }
    let segmentation = encoding.segmentation
    let detokenizer = Detokenizer(segmentation.style)
    detokenizer.forEachToken(of: tokens.span) { token, own, isJoined in
      let joins = segmentation.joinsTokens
      if joins ? !isJoined : token.lowerBound > 0 { decoded.text.append(space) }
      let start = decoded.text.count
      detokenizer.appendUnescaped(
        tokens.span, joins ? own : token, to: &decoded.text, onUnknownEscape: { _ in })
      let index = decoded.tokens.count
      if index < begun.count, begun[index].start == token.lowerBound {
        decoded.tokens.append(
          DecodedToken(id: begun[index].id, range: start..<decoded.text.count))
      } else {  // a part of a token with a space in it, from a vocabulary of another program
        let first = decoded.tokens[index - 1].range.lowerBound
        decoded.tokens[index - 1].range = first..<decoded.text.count
      }
    }
    removeLineFeeds(from: &decoded.text, from: 0)
    return decoded
  }

  /// The tokens of a vocabulary of another program may have a line feed in them.
  private func removeLineFeeds(from text: inout [UInt8], from start: Int) {
    for index in start..<text.count where text[index] == lineFeed { text[index] = space }
  }

  /// The tokens of the ids with a space between them; `onToken` is told where each begins.
  private func tokens(
    of ids: some Sequence<Int32>, unknown: (_ position: Int) -> [UInt8]? = { _ in nil },
    onToken: (_ id: Int32, _ start: Int) -> Void = { _, _ in }
  ) -> [UInt8] {
    var tokens: [UInt8] = []
    for (position, id) in ids.enumerated() {
      let special = SpecialToken(rawValue: Int(id))
      switch special {
      case .end: return tokens
      case .padding, .start: continue
      case .unknown, nil: if !tokens.isEmpty { tokens.append(space) }
      }
      onToken(id, tokens.count)
      if special == .unknown, let text = unknown(position) {
        encoding.segmentation.style.append(token: text.span, to: &tokens)
      } else {
        tokens += encoding.vocabulary[Int(id)]
      }
    }
    return tokens
  }
}

/// A sentence that was made of ids, with the place of each token in it.
///
///     let vocabulary = try Vocabulary(contentsOf: "en.vocab")
///     let encoding = TextEncoding(try Segmentation(TokenizerOptions()), vocabulary: vocabulary)
///     let decoded = encoding.makeDecoder().decode([4, 5, 3])
///     for token in decoded.tokens { print(token.id, token.range) }
public struct DecodedText: Equatable, Sendable {
  /// The sentence, as UTF-8.
  public var text: [UInt8] = []
  /// In their order, without `<pad>`, `<s>` and `</s>`, which are not text.
  public var tokens: [DecodedToken] = []
}

/// A token of a sentence that was made of ids.
///
///     func isUnknown(_ token: DecodedToken) -> Bool {
///       Int(token.id) == SpecialToken.unknown.rawValue
///     }
public struct DecodedToken: Equatable, Sendable {
  /// The token's id.
  public var id: Int32
  /// The bytes of the sentence that it became, without the space before it.
  public var range: Range<Int>
}
