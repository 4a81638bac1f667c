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
  /// Of whole words.
  package var wordDropout: Float = 0
  package var labelSmoothing: Float = 0
  package var forgetBias: ForgetBias?

  package init(sourceVocabulary: Int, targetVocabulary: Int) {
    self.sourceVocabulary = sourceVocabulary
    self.targetVocabulary = targetVocabulary
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
