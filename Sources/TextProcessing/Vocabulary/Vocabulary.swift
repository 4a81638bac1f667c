/// Tokens and their ids: the special tokens first, then the most frequent, those of equal frequency
/// by their bytes. Tokens are bytes: the composed and the decomposed spelling of a word are two.
///
/// A text may hold the spelling of a special token, and `<s>` in a text is not the start of a
/// sentence. It gets no id and is counted for nothing (`specialSpellings` tells how often that
/// happened); for a text that is being read, `textID` calls it unknown.
public struct Vocabulary: Sendable {
  private var table = TokenTable()
  private var counts: [Int]?  // of each id
  /// Words of the text that are spelled as special tokens and were left out, by id. Not in the file.
  public private(set) var specialSpellings: [TokenCount] = []

  /// Keeps the tokens that came `minFrequency` times, and of these the first up to `maxSize` tokens,
  /// the special ones among them.
  public init(
    counts: TokenCounts, maxSize: Int? = nil, minFrequency: Int = 1
  ) throws(VocabularyError) {
    let specials = SpecialToken.allCases.count
    if let maxSize, maxSize < specials { throw .sizeTooSmall(maxSize, least: specials) }
    self.init(counted: true)
    addSpecialTokens(leftOutOf: counts)
    counts.forEachRanked { token, frequency in
      guard frequency >= minFrequency, count < maxSize ?? .max, id(of: token) == nil else { return }
      add(token, count: frequency)
    }
  }

  /// Nothing yet, not even the special tokens.
  init(counted: Bool) { counts = counted ? [] : nil }

  private mutating func addSpecialTokens(leftOutOf text: TokenCounts) {
    for special in SpecialToken.allCases {
      let token = Array(special.spelling.utf8)
      add(token.span, count: 0)
      let count = text.count(of: token.span)
      if count > 0 { specialSpellings.append(TokenCount(token: token, count: count)) }
    }
  }

  /// Gives a new token the next id.
  mutating func add(_ token: Span<UInt8>, count: Int?) {
    let next = table.count
    let id = table.insert(token)
    precondition(id == next, "a token has one id")
    if let count { counts?.append(count) }
  }

  // MARK: Looking up

  public var count: Int { table.count }

  /// A token's id, special or not, or nil.
  public func id(of token: Span<UInt8>) -> Int? { table.index(of: token) }

  /// The id of a token that stands in a text: that of `<unk>` for what is not in the vocabulary, and
  /// for what is spelled as a special token.
  public func textID(of token: Span<UInt8>) -> Int {
    let unknown = SpecialToken.unknown.rawValue
    guard let id = id(of: token), id >= SpecialToken.allCases.count else { return unknown }
    return id
  }

  public subscript(id: Int) -> ArraySlice<UInt8> { table[id] }

  public var hasCounts: Bool { counts != nil }

  /// How often the token came where the vocabulary was made, or nil where its file does not tell. It
  /// is 0 for special tokens.
  public func count(of id: Int) -> Int? { counts?[id] }
}

extension Vocabulary: Equatable {
  /// The same tokens with the same ids and counts.
  public static func == (first: Vocabulary, second: Vocabulary) -> Bool {
    first.table == second.table && first.counts == second.counts
  }
}
