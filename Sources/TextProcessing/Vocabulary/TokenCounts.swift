/// A token and how often it came.
public struct TokenCount: Equatable, Sendable {
  public var token: [UInt8]
  public var count: Int

  public init(token: [UInt8], count: Int) {
    self.token = token
    self.count = count
  }
}

/// How often each token of a text occurs. Tokens are bytes.
///
/// What it tells does not depend on the order in which tokens came or counters were merged.
public struct TokenCounts: Sendable {
  private var table = TokenTable()
  private var counts: [Int] = []  // of each token of the table
  /// All tokens, each as often as it came.
  public private(set) var tokens = 0

  public init() {}

  /// Different tokens.
  public var types: Int { counts.count }

  public func count(of token: Span<UInt8>) -> Int { table.index(of: token).map { counts[$0] } ?? 0 }

  public mutating func add(_ token: Span<UInt8>, count: Int = 1) {
    precondition(!token.isEmpty, "a token is never empty")
    let index = table.insert(token)
    if index == counts.count { counts.append(0) }
    counts[index] += count
    tokens += count
  }

  /// Adds what another counter counted.
  public mutating func merge(_ other: TokenCounts) {
    for index in other.counts.indices {
      let range = other.table.range(of: index)
      add(other.table.bytes.span.extracting(range), count: other.counts[index])
    }
  }

  /// How many of all tokens hold the mark that `translate tokenize --joiner` writes.
  public var tokensWithJoiner: Int {
    counts.indices.reduce(0) { sum, index in
      let token = table.bytes.span.extracting(table.range(of: index))
      let holds = token.indices.contains { token.has(Joiner.mark, at: $0) }
      return holds ? sum + counts[index] : sum
    }
  }

  /// The different tokens in the order in which they first came.
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

  /// The tokens' numbers in that order.
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

  // Most comparisons end within these: half the time for two million tokens that mostly came once.
  private struct RankingKey {
    var count: Int
    var prefix: UInt64
    var index: Int
  }
}
