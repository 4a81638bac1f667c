/// How tokens are written, and so how text is had back from them.
public enum TokenStyle: String, CaseIterable, Sendable {
  /// The joiner marks what stood together: nothing is lost.
  case joiners
  /// Tokens alone; `@@` at the end of a piece of a word that goes on, as subword-nmt writes it.
  case pieces
  /// Every token follows the one before at once, and white space is a token: nothing is lost.
  case characters
}
