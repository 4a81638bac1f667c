import Threading

/// Turns a block of lines into bytes to write. Each thread has one of its own.
public protocol BlockTransform {
  /// Appends to `output`; returns the lines that it left out.
  mutating func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop]
}

/// What became of a block.
public struct BlockReport: Sendable {
  public let block: LineBlock
  public let drops: [Drop]
}

/// Reads blocks, transforms them on several threads and writes the results in the file's order.
///
/// There are never more blocks in memory than threads, and one that was read ahead. The output is the
/// same for any number of threads, and so is the error: that of the earliest block that has one, after
/// all blocks before it were written.
///
/// `onBlock` is called after each block was written, in order and never twice at once.
public func transformLines(
  of source: some LineSource, to output: OutputFile, threads: Int,
  onBlock: @escaping (BlockReport) throws -> Void = { _ in },
  makeTransform: () throws -> any BlockTransform
) throws {
  let rooms = try (0..<threads).map { _ in Room(try makeTransform()) }
  try runInOrder(threads: threads) {
    try source.nextBlock()
  } work: { block, thread in
    BlockReport(block: block, drops: try rooms[thread].transform(block))
  } finish: { report, thread in
    let bytes = rooms[thread].output
    try output.write(bytes.span)
    try onBlock(report)
  }
}

/// What one thread works with.
private final class Room: @unchecked Sendable {
  private var transform: any BlockTransform
  private(set) var output: [UInt8] = []

  init(_ transform: any BlockTransform) { self.transform = transform }

  func transform(_ block: LineBlock) throws -> [Drop] {
    output.removeAll(keepingCapacity: true)
    return try transform.transform(block, into: &output)
  }
}
