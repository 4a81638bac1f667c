import Corpora
import Files
import TextProcessing
import Threading

/// Inspects the usable pairs of a corpus one by one; each thread has one of its own.
protocol PairWorker: AnyObject, SendableMetatype {
  /// Returns why the pair is left out after all, or nil.
  func take(_ pair: PairText) throws -> PairDrop?
}

extension PairIndex {
  /// Hands each pair whose sides are valid and not blank to one of the workers, each of which is a
  /// thread, and the pairs left out to `onDrop`, in their order.
  ///
  /// Which worker gets a pair is not determined. The drops are the same for any number of workers, and
  /// so is the error: that of the first pair that has one.
  func scan(
    by workers: [some PairWorker], ifInvalid policy: InvalidUTF8Policy,
    onDrop: (PairDrop) throws -> Void
  ) throws {
    try withoutActuallyEscaping(onDrop) { onDrop in
      let scan = PairScan(self, workers, policy, onDrop)
      withThreads(workers.count) { scan.work($0) }
      if let failure = scan.failure { throw failure }
    }
  }
}

/// What the threads of one scan share.
private final class PairScan<Worker: PairWorker>: Sendable {
  private static var chunkSize: Int { 1_024 }

  private let index: PairIndex
  private let policy: InvalidUTF8Policy
  private let chunkCount: Int
  private let taken = Guarded(0)
  private let turnstile = Turnstile()
  // A thread touches only its own worker, and the rest in the turnstile, one thread at a time.
  private nonisolated(unsafe) let workers: [Worker]
  private nonisolated(unsafe) let onDrop: (PairDrop) throws -> Void
  private(set) nonisolated(unsafe) var failure: (any Error)?

  init(
    _ index: PairIndex, _ workers: [Worker], _ policy: InvalidUTF8Policy,
    _ onDrop: @escaping (PairDrop) throws -> Void
  ) {
    self.index = index
    self.workers = workers
    self.policy = policy
    self.onDrop = onDrop
    chunkCount = (index.count + Self.chunkSize - 1) / Self.chunkSize
  }

  func work(_ thread: Int) {
    var pair = PairText()
    while let chunk = takeChunk() {
      var drops: [PairDrop] = []
      let result = Result { try read(chunk, &pair, by: workers[thread], &drops) }
      turnstile.pass(chunk) { finish(result, drops) }
    }
  }

  private func takeChunk() -> Int? {
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
      let drop = try pair.fault(ifInvalid: policy, in: index.files) ?? worker.take(pair)
      if let drop { drops.append(drop) }
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

// MARK: Workers

/// Counts the words that merges are learned from.
final class WordCounter: PairWorker {
  private var source: SideCounter
  private var target: SideCounter

  init(_ words: Sides<Segmentation>) throws {
    source = SideCounter(try words.source.makeWordWriter())
    target = SideCounter(try words.target.makeWordWriter())
  }

  var counts: Sides<TokenCounts> { Sides(source: source.counts, target: target.counts) }

  func take(_ pair: PairText) throws -> PairDrop? {
    _ = try source.write(pair.source.bytes)
    _ = try target.write(pair.target.bytes)
    // At the end of a line of merges it would be taken for part of the line's end.
    source.count(unlessHolding: UInt8(ascii: "\r"))
    target.count(unlessHolding: UInt8(ascii: "\r"))
    return nil
  }
}

/// Counts the tokens of the pairs that are used, and measures these.
final class TokenCounter: PairWorker {
  private let maxLength: Int
  private var source: SideCounter
  private var target: SideCounter
  private(set) var lengths = PairLengths()

  /// - Parameter maxLength: the most tokens of a side, `</s>` not counted.
  init(_ pieces: Sides<Segmentation>, maxLength: Int?) throws {
    self.maxLength = maxLength ?? .max
    source = SideCounter(try pieces.source.makeWriter())
    target = SideCounter(try pieces.target.makeWriter())
  }

  var counts: Sides<TokenCounts> { Sides(source: source.counts, target: target.counts) }

  func take(_ pair: PairText) throws -> PairDrop? {
    let lengths = Sides(
      source: try source.write(pair.source.bytes), target: try target.write(pair.target.bytes))
    for side in CorpusSide.allCases {
      guard let reason = fault(lengths[side]) else { continue }
      return PairDrop(number: pair.number, side: side, reason: reason)
    }
    source.count()
    target.count()
    self.lengths.add(source: lengths.source + 1, target: lengths.target + 1)  // with </s>
    return nil
  }

  private func fault(_ length: Int) -> PairDrop.Reason? {
    length == 0 ? .empty : length > maxLength ? .tooManyTokens(length) : nil
  }
}

/// Splits one side's text, and counts its tokens where they are wanted.
private struct SideCounter {
  private var writer: TokenWriter
  private var tokens: [UInt8] = []
  private(set) var counts = TokenCounts()

  init(_ writer: TokenWriter) { self.writer = writer }

  /// Returns how many tokens the text has.
  mutating func write(_ text: [UInt8]) throws -> Int {
    tokens.removeAll(keepingCapacity: true)
    try writer.append(text.span, to: &tokens)
    var count = 0
    tokens.span.forEachToken { _ in count += 1 }
    return count
  }

  /// Counts the tokens of the text that was written last, except those that hold a byte.
  mutating func count(unlessHolding byte: UInt8? = nil) {
    let tokens = tokens
    tokens.span.forEachToken { token in
      if let byte, token.firstIndex(of: byte, from: 0) != nil { return }
      counts.add(token)
    }
  }
}
