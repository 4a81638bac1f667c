import Files

/// Makes text of ids. It serves all threads.
public struct SentenceDecoder: Sendable {
  private let vocabulary: Vocabulary
  private let style: TokenStyle
  private let joinsTokens: Bool

  init(_ encoding: TextEncoding) {
    vocabulary = encoding.vocabulary
    style = encoding.segmentation.style
    joinsTokens = encoding.segmentation.joinsTokens
  }

  /// Appends the text of the ids up to `</s>` or to their end: one line, whatever a model says. A
  /// joiner that joins nothing, or an escape that is none, stands for itself or for nothing.
  ///
  /// `<unk>` is written as that, or as `unknown` has it for the id at a position. Ids beyond the
  /// vocabulary are a programmer's mistake.
  public func append(
    _ ids: some Sequence<Int32>, to output: inout [UInt8],
    unknown: (_ position: Int) -> [UInt8]? = { _ in nil }
  ) {
    let tokens = tokens(of: ids, unknown: unknown)
    if tokens.isEmpty { return }
    let start = output.count
    if joinsTokens {
      Detokenizer(style).append(tokens.span, to: &output, onUnknownEscape: { _ in })
    } else {
      output += tokens
    }
    // No line of text holds one, but a vocabulary of someone else's making may.
    for index in start..<output.count where output[index] == lineFeed { output[index] = space }
  }

  /// The text of the ids.
  public func text(of ids: some Sequence<Int32>) -> String {
    var bytes: [UInt8] = []
    append(ids, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func tokens(
    of ids: some Sequence<Int32>, unknown: (_ position: Int) -> [UInt8]?
  ) -> [UInt8] {
    let gaps = GapWriter(style: style)
    var tokens: [UInt8] = []
    for (position, id) in ids.enumerated() {
      let special = SpecialToken(rawValue: Int(id))
      switch special {
      case .end: return tokens
      case .padding, .start: continue
      case .unknown, nil: if !tokens.isEmpty { tokens.append(space) }
      }
      if special == .unknown, let text = unknown(position) {
        gaps.append(token: text.span, to: &tokens)
      } else {
        tokens += vocabulary[Int(id)]
      }
    }
    return tokens
  }
}
