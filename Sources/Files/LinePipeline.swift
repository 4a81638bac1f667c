import Threading

/// Turns a block of lines into bytes to write. Each thread has one of its own.
public protocol BlockTransform {
  /// Appends to `output`; returns the lines it left out.
  mutating func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop]
}

/// Reads blocks, transforms them on several threads and writes the results in the file's order.
///
/// Each thread takes the next block, works on it and waits for its turn to write, so that there are
/// never more blocks in memory than threads. The output is the same for any number of threads, and
/// so is the error: that of the earliest block that has one, after all before it were written.
///
/// `onBlock` is called after each block was written, in order and never twice at once.
public func transformLines(
  of reader: LineReader, to output: OutputFile, threads: Int,
  onBlock: @escaping (BlockReport) throws -> Void = { _ in },
  makeTransform: () throws -> any BlockTransform
) throws {
  let transforms = try (0..<threads).map { _ in try makeTransform() }
  let line = AssemblyLine(reader, output, transforms, onBlock)
  withThreads(threads) { line.work($0) }
  if let failure = line.failure { throw failure }
}

/// What became of a block.
public struct BlockReport: Sendable {
  public let block: LineBlock
  public let drops: [Drop]
}

/// What the threads of one run share.
private final class AssemblyLine: Sendable {
  private struct Source {
    let reader: LineReader
    var isExhausted = false
    var taken = 0
  }
  // The reader is used by one thread at a time, under `mutex`; the output, the report and the
  // failure by one at a time, in the turnstile; each transform by its own thread alone.
  private let mutex = Guarded(())
  private nonisolated(unsafe) var source: Source
  private let turnstile = Turnstile()
  private nonisolated(unsafe) let output: OutputFile
  private nonisolated(unsafe) let onBlock: (BlockReport) throws -> Void
  private(set) nonisolated(unsafe) var failure: (any Error)?
  private nonisolated(unsafe) let transforms: [any BlockTransform]

  init(
    _ reader: LineReader, _ output: OutputFile, _ transforms: [any BlockTransform],
    _ onBlock: @escaping (BlockReport) throws -> Void
  ) {
    source = Source(reader: reader)
    self.output = output
    self.transforms = transforms
    self.onBlock = onBlock
  }

  func work(_ thread: Int) {
    var transform = transforms[thread]
    var bytes: [UInt8] = []
    while let (number, taken) = take() {
      bytes.removeAll(keepingCapacity: true)
      let result = taken.flatMap { block in
        Result {
          let drops = try transform.transform(block, into: &bytes)
          return BlockReport(block: block, drops: drops)
        }
      }
      var mayGoOn = false
      turnstile.pass(number) { mayGoOn = finish(result, bytes) }
      if !mayGoOn { stop() }
    }
  }

  /// The next block and its number; a reading error takes a number too, so that it keeps its place.
  private func take() -> (Int, Result<LineBlock, any Error>)? {
    mutex.withLock { _ in
      if source.isExhausted { return nil }
      do {
        guard let block = try source.reader.nextBlock() else {
          source.isExhausted = true
          return nil
        }
        defer { source.taken += 1 }
        return (source.taken, .success(block))
      } catch {
        source.isExhausted = true
        defer { source.taken += 1 }
        return (source.taken, .failure(error))
      }
    }
  }

  private func stop() { mutex.withLock { _ in source.isExhausted = true } }

  private func finish(_ result: Result<BlockReport, any Error>, _ bytes: [UInt8]) -> Bool {
    guard failure == nil else { return false }
    do {
      let report = try result.get()
      try output.write(bytes.span)
      try onBlock(report)
    } catch {
      failure = error
    }
    return failure == nil
  }
}
