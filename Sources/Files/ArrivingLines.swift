import Glibc

/// Lines as somebody types them: a block is what has come, as soon as there is a whole line in it,
/// where `LineReader` waits until a block is full.
public final class ArrivingLines {
  private let path: String
  private let descriptor: Int32
  private let longestLine: Int
  private var rest: [UInt8] = []  // the start of a line whose end has not come yet
  private var nextIndex = 0
  private var nextLine = 1
  private var reachedEnd = false

  /// - Parameter path: what errors call it.
  public init(descriptor: Int32 = STDIN_FILENO, path: String = "-", longestLine: Int = 1 << 28) {
    self.descriptor = descriptor
    self.path = path
    self.longestLine = longestLine
  }

  /// The lines that have come, or nil at the end.
  public func nextBlock() throws(FileError) -> LineBlock? {
    var lastFeed: Int?
    while lastFeed == nil && !reachedEnd {
      if rest.count > longestLine {
        throw .lineTooLong(path: path, line: nextLine, limit: longestLine)
      }
      let arrived = try read()
      reachedEnd = arrived.isEmpty
      lastFeed = arrived.lastIndex(of: lineFeed).map { rest.count + $0 }
      rest += arrived
    }
    let end = lastFeed.map { $0 + 1 } ?? rest.count
    defer { rest.removeSubrange(..<end) }
    return block(of: Array(rest[..<end]))
  }

  private func block(of bytes: [UInt8]) -> LineBlock? {
    if bytes.isEmpty { return nil }
    let block = LineBlock(path: path, index: nextIndex, firstLine: nextLine, bytes: bytes)
    nextIndex += 1
    nextLine += block.lineCount
    return block
  }

  /// What there is, or nothing at the end.
  private func read() throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      if count >= 0 { return Array(bytes[..<count]) }
      if errno != EINTR { throw .readFailed(path: path, code: errno) }
    }
  }
}
