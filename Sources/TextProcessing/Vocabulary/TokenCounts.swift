import Files
import Glibc
import Threading

/// How often each token of a text occurs. Tokens are bytes.
///
/// Counts and ranks do not depend on the order in which tokens were added or counters merged.
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

  /// How often a token occurs: 0 where it does not.
  public func count(of token: Span<UInt8>) -> Int { table.index(of: token).map { counts[$0] } ?? 0 }

  /// Adds `count` occurrences of a token.
  public mutating func add(_ token: String, count: Int = 1) {
    add(Array(token.utf8).span, count: count)
  }

  /// Adds `count` occurrences of a token, which is not empty.
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
///     let house = TokenCount(token: Array("house".utf8), count: 3)
public struct TokenCount: Equatable, Sendable {
  /// The token's bytes.
  public var token: [UInt8]
  /// How often it occurs.
  public var count: Int

  /// A token and its count.
  public init(token: [UInt8], count: Int) {
    self.token = token
    self.count = count
  }
}

/// Counts the tokens of several files as those of one text. Tokens are what stands between spaces
/// (U+0020 and nothing else).
///
///     let counts = try countTokens(inLinesOf: ["train.en", "train.fr"], threads: 2)
///
/// Threads take blocks of lines in turn, so memory is a block and a counter for each. The counts are
/// the same for any number of threads, and so are the lines left out, which `onDrop` receives in
/// order at the end, and the error, which is that of the earliest line that has one.
public func countTokens(
  inLinesOf paths: [String], threads: Int = 1, ifInvalid policy: InvalidUTF8Policy = .error,
  onDrop: (Drop) throws -> Void = { _ in }
) throws -> TokenCounts {
  for path in paths where path != "-" && access(path, R_OK) != 0 {
    // Checked before hours are spent on the files before it.
    throw errno == ENOENT ? FileError.missing(path: path) : .notReadable(path: path, code: errno)
  }
  let tally = SharedTally(paths, policy)
  withThreads(threads) { _ in tally.work() }
  let outcome = tally.outcome
  if let failure = outcome.failure { throw failure.error }
  for (_, drops) in outcome.drops.sorted(by: { $0.block < $1.block }) {
    for drop in drops { try onDrop(drop) }
  }
  return outcome.counts
}

/// The files that threads take blocks from, and the sum of what they counted.
private final class SharedTally: Sendable {
  struct Outcome {
    var counts = TokenCounts()
    var drops: [(block: Int, drops: [Drop])] = []
    var failure: (block: Int, error: any Error)?
  }
  private let policy: InvalidUTF8Policy
  // The file being read, those after it, and how many blocks were taken, under `reading`; the sum
  // under `summing`.
  private let reading = Guarded(())
  private nonisolated(unsafe) var reader: LineReader?
  private nonisolated(unsafe) var paths: ArraySlice<String>
  private nonisolated(unsafe) var taken = 0
  private let summing = Guarded(())
  private nonisolated(unsafe) var sum = Outcome()

  init(_ paths: [String], _ policy: InvalidUTF8Policy) {
    self.paths = paths[...]
    self.policy = policy
  }

  var outcome: Outcome { sum }

  func work() {
    var own = Outcome()
    while own.failure == nil, let (number, block) = take() {
      do {
        let drops = try block.get().forEachLine(ifInvalid: policy) { text, _ in
          text.forEachToken { own.counts.add($0) }
        }
        if !drops.isEmpty { own.drops.append((number, drops)) }
      } catch {
        own.failure = (number, error)
        stop()
      }
    }
    summing.withLock { _ in add(own) }
  }

  /// The next block and its number; a reading error takes a number too, so that it keeps its place.
  private func take() -> (Int, Result<LineBlock, any Error>)? {
    reading.withLock { _ in
      do {
        guard let block = try nextBlock() else { return nil }
        taken += 1
        return (taken, .success(block))
      } catch {
        taken += 1
        return (taken, .failure(error))
      }
    }
  }

  /// One file is open at a time, however many there are.
  private func nextBlock() throws(FileError) -> LineBlock? {
    while true {
      if let block = try reader?.nextBlock() { return block }
      reader = nil
      guard let path = paths.popFirst() else { return nil }
      reader = try LineReader(path: path)
    }
  }

  private func stop() {
    reading.withLock { _ in
      paths = []
      reader = nil
    }
  }

  /// Keeps the earlier of two failures: all blocks before it were taken, so none can be missed.
  private func add(_ own: Outcome) {
    if sum.counts.types == 0 { sum.counts = own.counts } else { sum.counts.merge(own.counts) }
    sum.drops += own.drops
    guard let failure = own.failure else { return }
    if failure.block < sum.failure?.block ?? .max { sum.failure = failure }
  }
}
