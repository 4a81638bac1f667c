/// What a `KerasTokenizer` reads: a text, which it splits, or a list of words, which it does not.
public protocol KerasDocument {
  func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void)
}

extension String: KerasDocument {
  public func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void) {
    text.forEachWord(in: Array(utf8).span, body)
  }
}

extension Array: KerasDocument where Element == String {
  /// Each string is a word, an empty one too; words are lowercased where texts are.
  public func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void) {
    for word in self { body(text.prepared([UInt8](word.utf8).span).span) }
  }
}
