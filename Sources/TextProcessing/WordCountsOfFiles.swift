import Synchronization
import Threading

extension WordCounts {
  /// Counts the words of several files as those of one text, on several threads.
  ///
  /// The counts are the same for any number of threads, and so is the error: that of the earliest
  /// line that has one. The lines left out are handed over in their order after the rest was read.
  public init(
    files paths: [String], threads: Int, ifInvalid policy: InvalidUTF8Policy = .error,
    onDrop: (Drop) throws -> Void = { _ in }
  ) throws {
    let counter = try FileCounter(paths: paths, policy: policy)
    withThreads(threads) { _ in counter.work() }
    let outcome = counter.outcome
    if let failure = outcome.failure { throw failure.error }
    for (_, drops) in outcome.drops.sorted(by: { $0.block < $1.block }) {
      for drop in drops { try onDrop(drop) }
    }
    self = outcome.counts
  }
}

/// What the threads of one count share.
private final class FileCounter: Sendable {
  struct Outcome: Sendable {
    var counts = WordCounts()
    var drops: [(block: Int, drops: [Drop])] = []
    var failure: (block: Int, error: any Error)?

    /// Of two failures the earlier stands: all blocks before it were taken, so none can be missed.
    mutating func add(_ other: Outcome) {
      if counts.count == 0 { counts = other.counts } else { counts.add(other.counts) }
      drops += other.drops
      guard let new = other.failure else { return }
      if failure.map({ new.block < $0.block }) ?? true { failure = new }
    }
  }
  private struct Source {
    var readers: [LineReader]  // those not yet read to their end, the next one last
    var taken = 0
  }
  private let policy: InvalidUTF8Policy
  private let source: Mutex<Source>
  private let sum = Mutex(Outcome())

  // Small enough for a text of a few megabytes to keep every thread busy.
  private static let blockSize = 1 << 18

  init(paths: [String], policy: InvalidUTF8Policy) throws {
    var readers: [LineReader] = []
    for path in paths {
      readers.append(try LineReader(path: path, blockSize: Self.blockSize))
    }
    self.policy = policy
    source = Mutex(Source(readers: readers.reversed()))
  }

  var outcome: Outcome { sum.withLock { $0 } }

  func work() {
    var own = Outcome()
    while own.failure == nil, let (number, taken) = take() {
      do {
        let drops = try taken.get().forEachLine(ifInvalid: policy) { line, _ in
          own.counts.addWords(ofLine: line)
        }
        if !drops.isEmpty { own.drops.append((number, drops)) }
      } catch {
        own.failure = (number, error)
        stop()
      }
    }
    sum.withLock { $0.add(own) }
  }

  /// The next block and its number; a reading error takes a number too, so that it keeps its place.
  private func take() -> (Int, Result<LineBlock, any Error>)? {
    source.withLock { source in
      while let reader = source.readers.last {
        do {
          if let block = try reader.nextBlock() {
            source.taken += 1
            return (source.taken, .success(block))
          }
          source.readers.removeLast()
        } catch {
          source.taken += 1
          return (source.taken, .failure(error))
        }
      }
      return nil
    }
  }

  private func stop() { source.withLock { $0.readers = [] } }
}
