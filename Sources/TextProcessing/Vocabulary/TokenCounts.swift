import Files
import Glibc
import Threading

/// How often each token of a text occurs. Tokens are bytes. Counts and ranks do not depend on the order
/// in which tokens were added or counters merged.
///
///     var counts = TokenCounts()
///     for token in ["a", "b", "a"] { counts.add(token) }
///     print(counts.count(of: "a"), counts.types)  // 2 2
public struct TokenCounts: Sendable {
  private var table = TokenTable()
  private var counts: [Int] = []  // of each token of the table
  /// The number of tokens, repeated ones included.
  public private(set) var tokens = 0

  /// No tokens yet.
  public init() {}

  /// The number of different tokens.
  public var types: Int { counts.count }

  /// How often a token occurs: 0 where it does not.
  public func count(of token: String) -> Int { count(of: Array(token.utf8).span) }

  /// The same of the token's bytes.
  public func count(of token: Span<UInt8>) -> Int { table.index(of: token).map { counts[$0] } ?? 0 }

  /// Adds `count` occurrences of a token, which is not empty.
  public mutating func add(_ token: String, count: Int = 1) {
    add(Array(token.utf8).span, count: count)
  }

  /// The same of the token's bytes.
  public mutating func add(_ token: Span<UInt8>, count: Int = 1) {
    precondition(!token.isEmpty, "a token is never empty")
    let index = table.insert(token)
    if index == counts.count { counts.append(0) }
    counts[index] += count
    tokens += count
  }

  /// Adds the counts of another counter.
  public mutating func merge(_ other: TokenCounts) {
    for index in other.counts.indices {
      let range = other.table.range(of: index)
      add(other.table.bytes.span.extracting(range), count: other.counts[index])
    }
  }

  /// How many of all tokens hold the joiner, the mark of `TokenStyle.joiners`.
  public var tokensWithJoiner: Int {
    counts.indices.reduce(0) { sum, index in
      let token = table.bytes.span.extracting(table.range(of: index))
      let holds = token.indices.contains { token.has(Joiner.mark, at: $0) }
      return holds ? sum + counts[index] : sum
    }
  }

  /// The different tokens in the order in which they were first added.
  subscript(index: Int) -> (token: ArraySlice<UInt8>, count: Int) { (table[index], counts[index]) }

  /// The tokens, the most frequent first; those of equal count by their bytes.
  public var ranked: [TokenCount] {
    ranking.map { TokenCount(token: Array(table[$0]), count: counts[$0]) }
  }

  /// Calls `body` with each token and its count, in that order.
  func forEachRanked(_ body: (_ token: Span<UInt8>, _ count: Int) -> Void) {
    for index in ranking {
      body(table.bytes.span.extracting(table.range(of: index)), counts[index])
    }
  }

  /// The tokens' indices in that order.
  private var ranking: [Int] {
    let keys = counts.indices.map { index in
      RankingKey(count: counts[index], prefix: table.prefix(of: index), index: index)
    }
    return keys.sorted { first, second in
      if first.count != second.count { return first.count > second.count }
      if first.prefix != second.prefix { return first.prefix < second.prefix }
      return table.precedes(first.index, second.index)
    }
    .map(\.index)
  }

  // Most comparisons end within these: half the time for two million tokens of which most occur once.
  private struct RankingKey {
    var count: Int
    var prefix: UInt64
    var index: Int
  }
}

/// A token and how often it occurs.
///
///     let mostFrequent: TokenCount? = TokenCounts().ranked.first
public struct TokenCount: Equatable, Sendable {
  /// The token's bytes.
  public let token: [UInt8]
  /// How often it occurs.
  public let count: Int
}

/// Counts the tokens of several files as those of one text. Tokens are what stands between spaces
/// (U+0020 and nothing else).
///
///     let counts = try countTokens(inLinesOf: ["train.en", "train.fr"], threads: 2)
///
/// Memory is a block of lines and a counter for each thread. The counts are the same for any number of
/// threads, and so are the lines left out, which `onDrop` receives in order at the end, and the error,
/// which is that of the earliest line that has one.
public func countTokens(
  inLinesOf paths: [String], threads: Int = 1, ifInvalid policy: InvalidUTF8Policy = .error,
  onDrop: (Drop) throws -> Void = { _ in }
) throws -> TokenCounts {
  for path in paths where path != "-" && access(path, R_OK) != 0 {
    // Checked before hours are spent on the files before it.
    throw errno == ENOENT ? FileError.missing(path: path) : .notReadable(path: path, code: errno)
  }
  var paths = paths[...]
  var reader: LineReader?  // one file is open at a time, however many there are
  let counters = (0..<threads).map { _ in Guarded(TokenCounts()) }
  var drops: [Drop] = []
  try runInOrder(threads: threads) {
    while true {
      if let block = try reader?.nextBlock() { return block }
      reader = nil
      guard let path = paths.popFirst() else { return nil }
      reader = try LineReader(path: path)
    }
  } work: { block, thread in
    try counters[thread].withLock { counts in
      try block.forEachLine(ifInvalid: policy) { text, _ in text.forEachToken { counts.add($0) } }
    }
  } finish: { left, _ in
    drops += left
  }
  for drop in drops { try onDrop(drop) }
  var counts = TokenCounts()
  counters[0].withLock { swap(&counts, &$0) }  // a copy would double the memory
  for other in counters.dropFirst() { other.withLock { counts.merge($0) } }
  return counts
}
