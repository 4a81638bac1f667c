extension TranslationOptions {
  /// Options that are sound by themselves and make no model together.
  package enum Conflict: Equatable, Sendable {
    /// What is fed is what attention makes.
    case feedWithoutAttention
    /// Each direction of the encoder has half of the units.
    case oddUnits(Int)
    /// One table is the words' vectors and the output's weights.
    case tiedWidths(embedding: Int, units: Int)
    case tiedVocabularies(source: Int, target: Int)
  }

  /// The first of the conflicts there are: nil where a model can be made.
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
