import Decoding

/// What became of a sentence.
///
/// ```swift
/// let translation = try await translator.translate("A cat sat on the mat.")
/// if translation.status == .ok { print(translation.text) }
/// ```
public struct Translation: Equatable, Sendable {
  /// How a translation ended. Where several hold, the first of these is told.
  ///
  /// ```swift
  /// print(translation.status.rawValue)  // as `translate run --status` writes it
  /// ```
  public enum Status: String, CaseIterable, Sendable {
    /// There was nothing to translate: white space, or nothing that the tokenizer takes for a token.
    case empty
    /// The source was longer than it may be, and its end was left out.
    case cropped
    /// The translation came to the longest length without an end.
    case maximumLength = "max-length"
    /// It was translated from its beginning to its end.
    case ok
  }

  /// A token of the translation, and the token of the source that attention weighed most when it was
  /// written; both are counted from 0.
  ///
  /// ```swift
  /// for link in translation.alignment { print("\(link.source)-\(link.target)") }
  /// ```
  public struct Link: Equatable, Sendable {
    /// The index of the source's token; that of the end of the sentence is its number of tokens.
    public var source: Int
    /// The index of the translation's token.
    public var target: Int

    /// A link of these tokens.
    public init(source: Int, target: Int) {
      self.source = source
      self.target = target
    }
  }

  /// The translation, as raw text.
  public var text: String
  /// The natural logarithm of how probable the model finds it, its end included; nil for an empty one.
  public var logProbability: Double?
  /// How it ended.
  public var status: Status
  /// A link for each token of the translation, in its order; empty where the model has no attention.
  public var alignment: [Link]

  /// A translation that was made otherwise, such as for a test or out of a cache.
  public init(text: String, logProbability: Double?, status: Status, alignment: [Link]) {
    self.text = text
    self.logProbability = logProbability
    self.status = status
    self.alignment = alignment
  }
}

extension Translation {
  init(_ translation: Decoding.Translation) {
    let status: Status =
      switch translation.status {
      case .empty: .empty
      case .cropped: .cropped
      case .maxLength: .maximumLength
      case .ok: .ok
      case .repaired: preconditionFailure("a string is UTF-8")
      }
    self.init(
      text: String(decoding: translation.text, as: UTF8.self),
      logProbability: translation.logProbability, status: status,
      alignment: translation.alignment.enumerated().map { Link(source: Int($1), target: $0) })
  }
}
