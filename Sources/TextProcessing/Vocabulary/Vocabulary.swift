import Files

/// Tokens and their ids: the special tokens first, then the most frequent, those of equal frequency
/// by their bytes. Tokens are bytes: the composed and the decomposed spelling of a word are two.
///
/// A text may hold the spelling of a special token, but `<s>` in a text is not the start of a
/// sentence. It gets no id of its own and is not counted (`specialSpellings` tells how often that
/// happened); `textID` takes it for unknown.
///
///     let counts = try countTokens(inLinesOf: ["train.en"])
///     let vocabulary = try Vocabulary(counts: counts, maxSize: 10_000)
///     let id = vocabulary.textID(of: "house")
public struct Vocabulary: Sendable {
  private var table = TokenTable()
  private var counts: [Int]?  // by id
  /// Tokens of the text that are spelled as special tokens and were left out. Not in the file.
  public private(set) var specialSpellings: [TokenCount] = []

  /// Keeps the most frequent tokens of those that occur at least `minFrequency` times, at most `maxSize`
  /// with the special ones.
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

  /// Empty, even of the special tokens.
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

  /// The number of tokens, special ones included.
  public var count: Int { table.count }

  /// A token's id, special or not, or nil.
  public func id(of token: String) -> Int? { id(of: Array(token.utf8).span) }

  /// The same of the token's bytes.
  public func id(of token: Span<UInt8>) -> Int? { table.index(of: token) }

  /// The id of a token of a text: that of `<unk>` for what is not in the vocabulary, and for what is
  /// spelled as a special token.
  public func textID(of token: String) -> Int { textID(of: Array(token.utf8).span) }

  /// The same of the token's bytes.
  public func textID(of token: Span<UInt8>) -> Int {
    let unknown = SpecialToken.unknown.rawValue
    guard let id = id(of: token), id >= SpecialToken.allCases.count else { return unknown }
    return id
  }

  /// The bytes of the token that has the id.
  public subscript(id: Int) -> ArraySlice<UInt8> { table[id] }

  /// The token that has the id, as text.
  public func spelling(of id: Int) -> String { String(decoding: self[id], as: UTF8.self) }

  /// Whether the counts are known from which the vocabulary was made.
  public var hasCounts: Bool { counts != nil }

  /// How often the token occurs in the text that the vocabulary was made from: 0 for special tokens,
  /// nil where the file has no counts.
  public func count(of id: Int) -> Int? { counts?[id] }
}

extension Vocabulary: Equatable {
  /// The same tokens with the same ids and counts.
  public static func == (first: Vocabulary, second: Vocabulary) -> Bool {
    first.table == second.table && first.counts == second.counts
  }
}

/// The tokens that no text has. They stand first in every vocabulary; the raw values are their ids.
///
///     let end = SpecialToken.end  // end.rawValue 3, end.spelling "</s>"
public enum SpecialToken: Int, CaseIterable, Sendable {
  case padding, unknown, start, end

  /// The token in a vocabulary and its file.
  public var spelling: String { Self.spellings[rawValue] }

  private static let spellings = ["<pad>", "<unk>", "<s>", "</s>"]
}

/// Why there is no vocabulary. Lines and bytes count from 1. What is not UTF-8 and unknown escapes are
/// a `TextError`.
public enum VocabularyError: Error, Equatable, Sendable {
  /// The special tokens alone are `least`.
  case sizeTooSmall(Int, least: Int)
  /// A special token is not on its line; `found` is nil where the file has ended.
  case specialTokenMissing(path: String, line: Int, expected: String, found: String?)
  /// A line without a token.
  case emptyToken(path: String, line: Int)
  /// A token that an earlier line has.
  case duplicateToken(path: String, line: Int, firstLine: Int, token: String)
  /// A space or a carriage return within a token, which should be written `\s` or `\r`.
  case notEscaped(path: String, line: Int, byte: Int, value: UInt8)
  /// The text after the TAB is not a count.
  case badCount(path: String, line: Int, value: String)
  /// The first line has a count and this one has none.
  case countMissing(path: String, line: Int)
  /// The first line has no count and this one has one.
  case countUnexpected(path: String, line: Int, value: String)
}
