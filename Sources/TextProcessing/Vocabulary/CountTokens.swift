import Synchronization
import Threading

/// Counts a file's tokens, which are what stands between spaces (U+0020 and nothing else).
///
/// The threads take blocks of lines in turn, so memory is a block and a counter for each. The counts
/// are the same for any number of threads, and so are the lines left out and the error, which is that
/// of the earliest line that has one.
public func countTokens(
  inLinesOf path: String, threads: Int = 1, ifInvalid policy: InvalidUTF8Policy = .error,
  onDrop: (Drop) throws -> Void = { _ in }
) throws -> TokenCounts {
  let tally = try SharedTally(path: path, policy: policy)
  withThreads(threads) { _ in tally.work() }
  let (counts, drops) = try tally.outcome()
  for drop in drops { try onDrop(drop) }
  return counts
}

/// What the threads of one count share.
private final class SharedTally: Sendable {
  private struct State: ~Copyable {
    let reader: LineReader
    var mayGoOn = true
    var counts: TokenCounts?
    var drops: [Drop] = []
    var failure: (block: Int, error: any Error)?
  }
  private let policy: InvalidUTF8Policy
  private let state: Mutex<State>

  init(path: String, policy: InvalidUTF8Policy) throws {
    self.policy = policy
    state = Mutex(State(reader: try LineReader(path: path)))
  }

  func outcome() throws -> (TokenCounts, [Drop]) {
    try state.withLock { state in
      if let failure = state.failure { throw failure.error }
      return (state.counts ?? TokenCounts(), state.drops.sorted { $0.line < $1.line })
    }
  }

  func work() {
    var counts = TokenCounts()
    var drops: [Drop] = []
    while let block = nextBlock() {
      do {
        drops += try block.forEachLine(ifInvalid: policy) { text, _ in
          text.forEachToken { counts.add($0) }
        }
      } catch {
        fail(error, at: block.index)
      }
    }
    finish(counts, drops)
  }

  private func nextBlock() -> LineBlock? {
    state.withLock { state in
      guard state.mayGoOn else { return nil }
      do {
        return try state.reader.nextBlock()
      } catch {
        state.mayGoOn = false
        if state.failure == nil { state.failure = (.max, error) }  // after all blocks before it
        return nil
      }
    }
  }

  /// All blocks before this one have been taken, and are worked on to their end: of several errors
  /// the earliest is sure to be seen.
  private func fail(_ error: any Error, at block: Int) {
    state.withLock { state in
      state.mayGoOn = false
      if block < state.failure?.block ?? .max { state.failure = (block, error) }
    }
  }

  private func finish(_ counts: TokenCounts, _ drops: [Drop]) {
    state.withLock { state in
      state.drops += drops
      if state.counts == nil { state.counts = counts } else { state.counts?.merge(counts) }
    }
  }
}
