extension BLEU {
  /// How text is split into words before they are compared, by sacreBLEU's names.
  public enum Tokenizer: String, CaseIterable, Sendable {
    /// That of the WMT evaluations, mteval-v13a.pl.
    case mteval13a = "13a"
    /// That of mteval-v14.pl: punctuation and symbols as Unicode has them.
    case international = "intl"
    /// Each code point.
    case characters = "char"
    /// Each Chinese character, and the rest as `13a`.
    case chinese = "zh"
    /// What stands between white space: for text that is tokenized already.
    case none

    /// The text with white space between its tokens.
    func split(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
      let text = line.trimmedAtEnd()
      return switch self {
      case .mteval13a: splitByMteval13a(text)
      case .international: splitByClasses(text)
      case .characters: text.spaced { _ in true }
      case .chinese: text.trimmed().spaced(where: isChinese).separatingPunctuation()
      case .none: text
      }
    }
  }
}

private func splitByMteval13a(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
  var text = text
  if text.contains("<") { text = text.replacing("<skipped>", with: "") }
  if text.contains("\n") { text = text.replacing("-\n", with: "").replacing("\n", with: " ") }
  return ([" "] + text.decodingEntities() + [" "]).separatingPunctuation()
}

/// Punctuation between digits stays with them; so does one between a digit and the line's end, as in
/// the original.
private func splitByClasses(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
  text
    .spaced(.after) { CharacterKind($0) != .number && CharacterKind($1) == .punctuation }
    .spaced(.before) { CharacterKind($0) == .punctuation && CharacterKind($1) != .number }
    .spaced { CharacterKind($0) == .symbol }
}
