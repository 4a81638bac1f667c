import Corpora
import Threading

/// Looks at pairs one by one; each thread has one of its own.
protocol PairWorker: AnyObject, SendableMetatype {
  /// Tells why the pair is of no use, or nil.
  func take(_ pair: inout PairText) throws -> PairDrop?
}

extension PairIndex {
  /// Hands every pair to one of the workers, each of which is a thread, and the drops to `onDrop` in
  /// the order of the pairs. Which worker has a pair is left to chance; the drops are the same for any
  /// number, and so is the error, which is that of the first pair that has one.
  func scan(by workers: [some PairWorker], onDrop: (PairDrop) throws -> Void) throws {
    try withoutActuallyEscaping(onDrop) { onDrop in
      let scan = PairScan(self, workers, onDrop)
      withThreads(workers.count) { scan.work($0) }
      if let failure = scan.failure { throw failure }
    }
  }
}

/// What the threads of one scan share.
private final class PairScan<Worker: PairWorker>: Sendable {
  private static var chunkSize: Int { 1_024 }

  private let index: PairIndex
  private let chunkCount: Int
  private let taken = Guarded(0)
  private let turnstile = Turnstile()
  // Each worker is touched by its own thread alone; the rest by one at a time, in the turnstile.
  private nonisolated(unsafe) let workers: [Worker]
  private nonisolated(unsafe) let onDrop: (PairDrop) throws -> Void
  private(set) nonisolated(unsafe) var failure: (any Error)?

  init(_ index: PairIndex, _ workers: [Worker], _ onDrop: @escaping (PairDrop) throws -> Void) {
    self.index = index
    self.workers = workers
    self.onDrop = onDrop
    chunkCount = (index.count + Self.chunkSize - 1) / Self.chunkSize
  }

  func work(_ thread: Int) {
    var pair = PairText()
    while let chunk = take() {
      var drops: [PairDrop] = []
      let result = Result { try read(chunk, &pair, by: workers[thread], &drops) }
      turnstile.pass(chunk) { finish(result, drops) }
    }
  }

  private func take() -> Int? {
    taken.withLock { taken in
      if taken >= chunkCount { return nil }
      defer { taken += 1 }
      return taken
    }
  }

  private func read(
    _ chunk: Int, _ pair: inout PairText, by worker: Worker, _ drops: inout [PairDrop]
  ) throws {
    let start = chunk * Self.chunkSize
    for number in start + 1...min(start + Self.chunkSize, index.count) {
      try index.read(number, into: &pair)
      if let drop = try worker.take(&pair) { drops.append(drop) }
    }
  }

  private func finish(_ result: Result<Void, any Error>, _ drops: [PairDrop]) {
    if failure != nil { return }
    do {
      for drop in drops { try onDrop(drop) }
      try result.get()
    } catch {
      failure = error
      taken.withLock { $0 = chunkCount }
    }
  }
}
