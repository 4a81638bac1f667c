import Decoding

/// A sentence's translation.
///
/// ```swift
/// let translation = try await translator.translate("A cat sat on the mat.")
/// if translation.status == .ok { print(translation.text) }
/// ```
public struct Translation: Equatable, Sendable {
  /// How a translation ended. Where several hold, it is the first of these.
  ///
  /// ```swift
  /// print(translation.status.rawValue)  // as `translate run --status` writes it
  /// ```
  public enum Status: String, CaseIterable, Sendable {
    /// There was nothing to translate: white space alone, or nothing that the tokenizer keeps.
    case empty
    /// The source was longer than `maximumSourceLength`, and its end was left out.
    case cropped
    /// The translation reached its longest length before its end.
    case maximumLength = "max-length"
    /// The whole sentence was translated.
    case ok
  }

  /// A token of the translation, and the token of the source sentence that attention weighed most
  /// when the model wrote it: a word, a piece of a word, or punctuation.
  ///
  /// ```swift
  /// for link in translation.alignment {
  ///   print(sentence[link.source], "→", translation.text[link.target])
  /// }
  /// ```
  public struct Link: Equatable, Sendable {
    /// The token's part of the sentence that was translated. Where the tokenizer makes several
    /// tokens of one character (`ﬁ` in NFKC), each has the whole of it.
    public var source: Range<String.Index>
    /// The token's part of the translation's `text`.
    public var target: Range<String.Index>

    /// A link of these parts.
    public init(source: Range<String.Index>, target: Range<String.Index>) {
      self.source = source
      self.target = target
    }
  }

  /// The translation, as raw text.
  public var text: String
  /// The natural logarithm of its probability, with that of its end; nil for an empty one.
  public var logProbability: Double?
  /// How it ended.
  public var status: Status
  /// Links in the order of the translation's tokens; empty where the model has no attention. A
  /// token has none where attention weighed the end of the sentence most.
  public var alignment: [Link]

  /// A translation from elsewhere, such as a test or a cache.
  public init(text: String, logProbability: Double?, status: Status, alignment: [Link]) {
    self.text = text
    self.logProbability = logProbability
    self.status = status
    self.alignment = alignment
  }
}

extension Translation {
  init(_ translation: Decoding.Translation, of sentence: String) {
    let status: Status =
      switch translation.status {
      case .empty: .empty
      case .cropped: .cropped
      case .maxLength: .maximumLength
      case .ok: .ok
      case .repaired: preconditionFailure("a string is UTF-8")
      }
    let text = String(decoding: translation.text, as: UTF8.self)
    let alignment = translation.alignment
    self.init(
      text: text, logProbability: translation.logProbability, status: status,
      alignment: alignment.pairs.compactMap { pair in
        guard let source = alignment.source[pair.source].range,
          let target = alignment.target[pair.target].range
        else { return nil }
        return Link(source: sentence.indices(of: source), target: text.indices(of: target))
      })
  }
}

extension String {
  /// A range of its UTF-8 bytes.
  fileprivate func indices(of bytes: Range<Int>) -> Range<String.Index> {
    let start = utf8.index(startIndex, offsetBy: bytes.lowerBound)
    return start..<utf8.index(start, offsetBy: bytes.count)
  }
}
