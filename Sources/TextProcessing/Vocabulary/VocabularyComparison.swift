/// How much of a text a vocabulary knows. What is spelled as a special token is unknown, as it is for
/// `Vocabulary.textID`.
///
///     let text = try countTokens(inLinesOf: ["test.en"])
///     let coverage = VocabularyCoverage(of: text, by: try Vocabulary(contentsOf: "en.vocab"))
public struct VocabularyCoverage: Equatable, Sendable {
  /// How many tokens are known and unknown.
  public struct Tally: Equatable, Sendable {
    /// The tokens with an id of their own.
    public var known: Int
    /// The tokens that become `<unk>`.
    public var unknown: Int

    /// The two numbers.
    public init(known: Int = 0, unknown: Int = 0) {
      self.known = known
      self.unknown = unknown
    }

    /// The known part, from 0 to 1; nil of nothing.
    public var rate: Double? {
      known + unknown == 0 ? nil : Double(known) / Double(known + unknown)
    }
  }

  /// The tokens of the text, repeated ones included.
  public var tokens = Tally()
  /// The different tokens of the text.
  public var types = Tally()
  /// The most frequent unknown tokens, those of equal count by their bytes.
  public var unknownTokens: [TokenCount] = []

  /// Names at most `limit` unknown tokens.
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

/// The changes from one vocabulary to another: whether a model may be used with either.
///
///     let old = try Vocabulary(contentsOf: "old.vocab")
///     let new = try Vocabulary(contentsOf: "new.vocab")
///     print(VocabularyDifference(from: old, to: new).lost.count)
public struct VocabularyDifference: Equatable, Sendable {
  /// A token with its id in the one vocabulary that has it.
  public struct Entry: Equatable, Sendable {
    /// The token's bytes.
    public let token: [UInt8]
    /// Its id in the vocabulary that has it.
    public let id: Int
  }

  /// A token with its ids in both.
  public struct Move: Equatable, Sendable {
    /// The token's bytes.
    public let token: [UInt8]
    /// Its id in the old vocabulary.
    public let from: Int
    /// Its id in the new vocabulary.
    public let to: Int
  }

  /// Tokens whose id changed, by the old id.
  public private(set) var moved: [Move] = []
  /// Tokens that only the old vocabulary has, by its ids.
  public private(set) var lost: [Entry] = []
  /// Tokens that only the new vocabulary has, by its ids.
  public private(set) var gained: [Entry] = []

  /// Whether every token has the same id in both; counts do not matter.
  public var isEmpty: Bool { moved.isEmpty && lost.isEmpty && gained.isEmpty }

  /// Compares two vocabularies.
  public init(from old: Vocabulary, to new: Vocabulary) {
    for id in 0..<old.count {
      let token = old[id]
      switch new.id(of: token.span) {
      case nil: lost.append(Entry(token: Array(token), id: id))
      case id: continue
      case let newID?: moved.append(Move(token: Array(token), from: id, to: newID))
      }
    }
    for id in 0..<new.count where old.id(of: new[id].span) == nil {
      gained.append(Entry(token: Array(new[id]), id: id))
    }
  }
}
