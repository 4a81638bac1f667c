import Files
import Glibc
import Threading

/// Counts the tokens of several files as those of one text. Tokens are what stands between spaces
/// (U+0020 and nothing else).
///
/// The threads take blocks of lines in turn, so memory is a block and a counter for each. The counts
/// are the same for any number of threads, and so are the lines left out, which are handed over in
/// order at the end, and the error, which is that of the earliest line that has one.
public func countTokens(
  inLinesOf paths: [String], threads: Int = 1, ifInvalid policy: InvalidUTF8Policy = .error,
  onDrop: (Drop) throws -> Void = { _ in }
) throws -> TokenCounts {
  for path in paths where path != "-" && access(path, R_OK) != 0 {
    // Told before hours are spent on the files before it.
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

/// What the threads of one count share.
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

  /// Of two failures the earlier stands: all blocks before it were taken, so none can be missed.
  private func add(_ own: Outcome) {
    if sum.counts.types == 0 { sum.counts = own.counts } else { sum.counts.merge(own.counts) }
    sum.drops += own.drops
    guard let failure = own.failure else { return }
    if failure.block < sum.failure?.block ?? .max { sum.failure = failure }
  }
}
