/// What a token is.
///
///     let characters = try Tokenizer(TokenizerOptions(kind: .char))
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

/// How text is prepared and split.
///
///     let options = TokenizerOptions(locale: "en", lowercase: true, unicodeForm: .nfc)
public struct TokenizerOptions: Equatable, Sendable {
  /// What a token is.
  public var kind: TokenizerKind
  /// Such as `fr` or `tr-TR`: decides what a language elides and contracts, and how it lowercases.
  /// Empty: every language's elisions and contractions.
  public var locale: String
  /// Whether tokens are in lowercase.
  public var lowercase: Bool
  /// The normal form of tokens.
  public var unicodeForm: UnicodeForm

  /// Without arguments: words of any language, as they are in the text.
  public init(
    kind: TokenizerKind = .icu, locale: String = "", lowercase: Bool = false,
    unicodeForm: UnicodeForm = .none
  ) {
    self.kind = kind
    self.locale = locale
    self.lowercase = lowercase
    self.unicodeForm = unicodeForm
  }

  /// What prepares text before it is split, or nil where nothing is to be done.
  func makeNormalizer() throws -> Normalizer? {
    guard lowercase || unicodeForm != .none else { return nil }
    return try Normalizer(form: unicodeForm, lowercase: lowercase, locale: locale)
  }
}
