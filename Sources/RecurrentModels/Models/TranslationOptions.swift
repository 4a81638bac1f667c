/// What a translation model is made of.
package struct TranslationOptions: Equatable, Sendable {
  package var cell = CellKind.lstm
  package var sourceVocabulary: Int
  package var targetVocabulary: Int
  package var embeddingWidth = 256
  package var units = 512
  /// Of the encoder and of the decoder, each of whose layers begins where the encoder's of the same
  /// depth ended.
  package var depth = 1
  package var isBidirectional = false
  /// Nil where the last states carry all that the decoder knows.
  package var attention: AttentionKind?
  /// Whether each step is fed what attention made of the one before.
  package var feedsInput = false
  /// One table for both languages and for the output, which then share a vocabulary.
  package var tiesEmbeddings = false
  package var isNormalized = false
  package var isResidual = false

  /// In training alone: of embeddings, between layers, and before the output.
  package var dropout: Float = 0
  package var isDropoutVariational = false
  /// Of whole tokens.
  package var wordDropout: Float = 0
  package var labelSmoothing: Float = 0
  /// Of LSTM alone; nil for random values, as other biases have them.
  package var forgetBias: ForgetBias?

  package init(sourceVocabulary: Int, targetVocabulary: Int) {
    self.sourceVocabulary = sourceVocabulary
    self.targetVocabulary = targetVocabulary
  }

  /// What translates best on a corpus of thirty thousand pairs: the defaults of `translate train`.
  package static func recommended(
    sourceVocabulary: Int, targetVocabulary: Int
  ) -> TranslationOptions {
    var options = TranslationOptions(
      sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    (options.embeddingWidth, options.units) = (256, 256)
    (options.isBidirectional, options.attention) = (true, .dot)
    options.tiesEmbeddings = true
    (options.dropout, options.isDropoutVariational) = (0.4, true)
    options.labelSmoothing = 0.1
    options.forgetBias = .value(1)
    return options
  }

  func embedding(
    _ table: ParameterLayout.Tensor, dropoutTensors tokens: Int, _ vectors: Int
  ) -> Embedding {
    Embedding(
      table, tokenDropout: Dropout(probability: wordDropout, tensor: tokens),
      dropout: Dropout(probability: dropout, isVariational: isDropoutVariational, tensor: vectors))
  }

  /// The encoder's layers, or the decoder's with the width of what it is fed.
  func stack(inputs: Int, _ directions: RecurrentStack.Options.Directions) -> RecurrentStack.Options
  {
    var options = RecurrentStack.Options(cell, inputs: inputs, units: units)
    options.depth = depth
    options.directions = directions
    options.isResidual = isResidual
    options.isNormalized = isNormalized
    options.dropout = dropout
    options.isDropoutVariational = isDropoutVariational
    return options
  }
}

extension TranslationOptions {
  /// Options that are valid by themselves and do not fit together.
  package enum Conflict: Equatable, Sendable {
    /// What is fed is what attention makes.
    case feedWithoutAttention
    /// Each direction of the encoder has half of the units.
    case oddUnits(Int)
    /// One table is the tokens' vectors and the output's weights.
    case tiedWidths(embedding: Int, units: Int)
    case tiedVocabularies(source: Int, target: Int)
  }

  /// The first conflict; nil where a model can be made.
  package var conflict: Conflict? {
    if feedsInput && attention == nil { return .feedWithoutAttention }
    if isBidirectional && !units.isMultiple(of: 2) { return .oddUnits(units) }
    guard tiesEmbeddings else { return nil }
    if embeddingWidth != units { return .tiedWidths(embedding: embeddingWidth, units: units) }
    if sourceVocabulary != targetVocabulary {
      return .tiedVocabularies(source: sourceVocabulary, target: targetVocabulary)
    }
    return nil
  }
}

/// The tensors of a translation model with dropout, each of which has random numbers of its own.
enum DropoutTensor {
  static let sourceTokens = 0
  static let sourceVectors = 1
  static let targetTokens = 2
  static let targetVectors = 3
  static let output = 4
  static let encoderLayers = 1 << 10
  static let decoderLayers = 1 << 11
}
