import CICU

/// Splits text into tokens. One serves all threads; each thread writes through a writer of its own.
public struct Tokenizer: Sendable {
  public let options: TokenizerOptions
  let plan: ChunkTokenizer.Plan

  public init(_ options: TokenizerOptions = TokenizerOptions()) throws(TokenizerError) {
    guard cicu_knows_locale(options.locale) else { throw .unknownLocale(options.locale) }
    self.options = options
    plan = ChunkTokenizer.Plan(kind: options.kind, locale: options.locale)
  }

  /// - Parameters:
  ///   - subwords: What splits tokens into pieces.
  ///   - limit: How many chunks to remember; 0 splits each one anew.
  public func makeWriter(
    style: TokenStyle = .pieces, subwords: Subwords? = nil, remembering limit: Int = 1 << 16
  ) throws -> TokenWriter {
    if options.kind == .keras && style != .pieces { throw TokenizerError.losesText }
    return try TokenWriter(self, style: style, subwords: subwords, remembering: limit)
  }
}

public enum TokenizerError: Error, Equatable, Sendable {
  /// A language that ICU has never heard of.
  case unknownLocale(String)
  /// Keras throws punctuation away: no style can give back the text.
  case losesText
}
