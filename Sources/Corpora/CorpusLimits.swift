/// How long lines may be, all bounds inclusive; nil is no bound.
///
/// Words are counted as Moses' clean-corpus-n does: separated by white space, after every `|` was
/// taken away. A `|` on either side of the first pair says that the corpus is factored: then it
/// stays, and `maxWordLength` is each factor's. (Where Moses dies of a
/// blank factor, the pair is measured like any other.)
public struct CorpusLimits: Equatable, Sendable {
  public var minWords: Int?
  public var maxWords: Int?
  /// Words of the longer side to words of the shorter.
  public var maxRatio: Double?
  /// In code points.
  public var maxWordLength: Int?
  /// In code points.
  public var maxCharacters: Int?
  public var maxBytes: Int?

  public init(
    minWords: Int? = nil, maxWords: Int? = nil, maxRatio: Double? = nil, maxWordLength: Int? = nil,
    maxCharacters: Int? = nil, maxBytes: Int? = nil
  ) {
    self.minWords = minWords
    self.maxWords = maxWords
    self.maxRatio = maxRatio
    self.maxWordLength = maxWordLength
    self.maxCharacters = maxCharacters
    self.maxBytes = maxBytes
  }

  /// The limits of clean-corpus-n, which leaves `min` and `max` to its user.
  public static func moses(minWords: Int, maxWords: Int) -> CorpusLimits {
    CorpusLimits(minWords: minWords, maxWords: maxWords, maxRatio: 9, maxWordLength: 1000)
  }

  /// What a check makes a note of. SentencePiece leaves out a line of more than 4,192 bytes.
  public static let notable = CorpusLimits(
    maxWords: 100, maxRatio: 9, maxWordLength: 1000, maxBytes: 4192)
}
