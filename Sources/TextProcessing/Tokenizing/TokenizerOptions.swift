/// What a token is.
public enum TokenizerKind: String, CaseIterable, Sendable {
  /// Words, numbers and marks by Unicode's rules and each language's habits.
  case icu
  /// What stands between spaces (U+0020): text that was tokenized before.
  case space
  /// Grapheme clusters: what a reader takes for a character.
  case char
  /// `text_to_word_sequence` of Keras with its defaults.
  case keras
}

/// What is done to text before it is split.
public enum UnicodeForm: String, CaseIterable, Sendable {
  case nfc
  case nfkc
  case none
}

public struct TokenizerOptions: Equatable, Sendable {
  public var kind: TokenizerKind
  /// Such as `fr` or `tr-TR`: says what a language elides and contracts, and how it lowercases.
  /// Empty: every language's elisions and contractions.
  public var locale: String
  public var lowercase: Bool
  public var unicodeForm: UnicodeForm

  public init(
    kind: TokenizerKind = .icu, locale: String = "", lowercase: Bool = false,
    unicodeForm: UnicodeForm = .none
  ) {
    self.kind = kind
    self.locale = locale
    self.lowercase = lowercase
    self.unicodeForm = unicodeForm
  }
}
