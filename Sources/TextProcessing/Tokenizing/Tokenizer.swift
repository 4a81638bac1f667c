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
  ///   - joins: Whether to mark what was joined, so that the text can be had back.
  ///   - limit: How many chunks to remember; 0 splits each one anew.
  public func makeWriter(joins: Bool = false, remembering limit: Int = 1 << 16) throws
    -> TokenWriter
  {
    try TokenWriter(self, joins: joins, remembering: limit)
  }
}

public enum TokenizerError: Error, Equatable, Sendable {
  /// A language that ICU has never heard of.
  case unknownLocale(String)
}
