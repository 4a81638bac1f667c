/// How much of a text a vocabulary knows.
///
/// A token spelled as a special token is unknown, as it is where the text is read.
public struct VocabularyCoverage: Equatable, Sendable {
  public struct Tally: Equatable, Sendable {
    public var known: Int
    public var unknown: Int

    public init(known: Int = 0, unknown: Int = 0) {
      self.known = known
      self.unknown = unknown
    }

    /// What part is known, from 0 to 1; nil of nothing.
    public var rate: Double? {
      known + unknown == 0 ? nil : Double(known) / Double(known + unknown)
    }
  }

  /// Tokens as they run through the text.
  public var tokens = Tally()
  /// Different tokens.
  public var types = Tally()
  /// The most frequent unknown tokens, those of equal count by their bytes.
  public var unknownTokens: [TokenCount] = []

  /// Tells at most `limit` unknown tokens.
  public init(of text: TokenCounts, by vocabulary: Vocabulary, unknownTokens limit: Int = 20) {
    text.forEachRanked { token, count in
      if vocabulary.textID(of: token) != SpecialToken.unknown.rawValue {
        tokens.known += count
        types.known += 1
        return
      }
      tokens.unknown += count
      types.unknown += 1
      if unknownTokens.count < limit {
        unknownTokens.append(TokenCount(token: Array(token), count: count))
      }
    }
  }
}
