import CICU

/// Splits text into tokens. All threads may share one; each writes through a writer of its own.
///
///     let tokenizer = try Tokenizer(TokenizerOptions(locale: "fr"))
///     let tokens = try tokenizer.tokens(of: "L'homme part.").map(\.text)  // L' homme part .
public struct Tokenizer: Sendable {
  /// How text is prepared and split.
  public let options: TokenizerOptions
  let plan: ChunkTokenizer.Plan

  /// Compiles nothing yet: the first chunk that needs the rules of a language does.
  public init(_ options: TokenizerOptions = TokenizerOptions()) throws(TokenizerError) {
    guard cicu_knows_locale(options.locale) else { throw .unknownLocale(options.locale) }
    self.options = options
    plan = ChunkTokenizer.Plan(kind: options.kind, locale: options.locale)
  }

  /// A writer for one thread, which remembers up to `limit` chunks. Throws `TokenizerError.losesText`
  /// where Keras' words should be written so that text can be restored, an `ICUError` or a
  /// `CaseMapperError`.
  public func makeWriter(
    style: TokenStyle = .pieces, subwords: Subwords? = nil, remembering limit: Int = 1 << 16
  ) throws -> TokenWriter {
    if options.kind == .keras && style != .pieces { throw TokenizerError.losesText }
    return try TokenWriter(self, style: style, subwords: subwords, remembering: limit)
  }

  /// The tokens of one line, without white space. For many lines a `TokenWriter` is faster: it remembers
  /// words. Keras' words have no place in the line: that kind throws `TokenizerError.losesText`.
  public func tokens(of line: String) throws -> [Token] { try tokens(of: Array(line.utf8).span) }

  /// The same for a line's bytes, which must be valid UTF-8.
  public func tokens(of line: Span<UInt8>) throws -> [Token] {
    if options.kind == .keras { throw TokenizerError.losesText }
    guard let normalizer = try options.makeNormalizer() else {
      return try tokens(of: line, alignment: nil)
    }
    var text: [UInt8] = []
    try normalizer.append(line, to: &text)
    return try tokens(of: text.span, alignment: try normalizer.alignment(of: line))
  }

  private func tokens(of text: Span<UInt8>, alignment: Alignment?) throws -> [Token] {
    let chunks = ChunkTokenizer(plan)
    var tokens: [Token] = []
    var found: [ChunkToken] = []
    var chunker = Chunker(splitsAtSpaceAlone: options.kind == .space)
    while let chunk = chunker.next(in: text) {
      try chunks.split(text.extracting(chunk), into: &found)
      var start = chunk.lowerBound
      for token in found {
        let range = start..<chunk.lowerBound + Int(token.end)
        tokens.append(
          Token(
            bytes: Array(text.extracting(range)), range: alignment?.raw(range) ?? range,
            isJoined: start > chunk.lowerBound))
        start = range.upperBound
      }
    }
    return tokens
  }
}

/// A token, and where in the raw line it came from.
///
///     for token in try Tokenizer().tokens(of: "No way!") { print(token.text, token.range) }
public struct Token: Equatable, Sendable {
  /// The token as the tokenizer's options made it: normalized, lowercased.
  public var bytes: [UInt8]
  /// The bytes of the raw line that it stands for.
  public var range: Range<Int>
  /// Whether it directly follows the token before.
  public var isJoined: Bool

  /// The bytes as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Why text cannot be tokenized as asked.
public enum TokenizerError: Error, Equatable, Sendable {
  /// A language that ICU does not know.
  case unknownLocale(String)
  /// Keras throws punctuation away: no style can restore the text.
  case losesText
}
