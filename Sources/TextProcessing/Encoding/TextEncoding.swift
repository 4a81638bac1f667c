/// All that is to be known of one side of a model to make ids of its text, and text of ids.
///
/// One serves all threads; each thread encodes through an encoder of its own.
public struct TextEncoding: Sendable, Equatable {
  public let segmentation: Segmentation
  public let vocabulary: Vocabulary
  /// With what the tokens were made that the model was trained on.
  public let origin: TokenizerOrigin

  public init(
    _ segmentation: Segmentation, vocabulary: Vocabulary, origin: TokenizerOrigin = .current
  ) {
    self.segmentation = segmentation
    self.vocabulary = vocabulary
    self.origin = origin
  }

  /// - Parameters:
  ///   - dropout: How likely each merge is left out (`--bpe-dropout`), for training alone.
  ///   - seed: Decides, with the number of a line, what is left out there.
  public func makeEncoder(dropout: Double = 0, seed: UInt64 = 1) throws -> SentenceEncoder {
    try SentenceEncoder(self, dropout: dropout, seed: seed)
  }

  public func makeDecoder() -> SentenceDecoder { SentenceDecoder(self) }
}
