import CZlib
import Glibc

/// Reads a file, a `.gz` file or standard input in blocks of whole lines.
///
/// Lines end at byte 0x0A and nowhere else. A byte order mark at the start of the file is taken off
/// and remembered. Memory is one block, or one line where a line is longer than that; a line that is
/// longer than any text's is an error, so that neither memory nor 32-bit lengths run out.
public final class LineReader {
  public let path: String
  /// How many bytes there are to read, where that can be known beforehand.
  public let size: Int?
  private let zlib: OpaquePointer
  private let blockSize: Int
  private let longestLine: Int
  private var rest: [UInt8] = []  // the start of a line whose end was not in the last block
  private var nextIndex = 0
  private var nextLine = 1
  private var reachedEnd = false

  /// `-` is standard input. Blocks fit into a core's own cache, and a text of a few megabytes has
  /// enough of them to keep every thread busy.
  public init(
    path: String, blockSize: Int = 1 << 18, longestLine: Int = 1 << 28
  ) throws(FileError) {
    let descriptor = path == "-" ? dup(0) : Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .notReadable(path: path, code: errno)
    }
    var facts = stat()
    if fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR {
      close(descriptor)
      throw .notReadable(path: path, code: EISDIR)
    }
    guard let zlib = czlib_open(descriptor) else { throw .notReadable(path: path, code: ENOMEM) }
    self.path = path
    // Compressed bytes say nothing of how many there will be.
    let isPlainFile = facts.st_mode & S_IFMT == S_IFREG && !path.hasSuffix(".gz")
    size = isPlainFile ? Int(facts.st_size) : nil
    self.zlib = zlib
    self.blockSize = blockSize
    self.longestLine = longestLine
  }

  deinit { czlib_close(zlib) }

  /// The next whole lines, or nil at the end of the file.
  public func nextBlock() throws(FileError) -> LineBlock? {
    if reachedEnd { return nil }
    var bytes: [UInt8] = []
    var lastFeed: Int?
    repeat {
      if rest.count > longestLine {
        throw .lineTooLong(path: path, line: nextLine, limit: longestLine)
      }
      bytes = try read(after: rest)
      lastFeed = bytes[rest.count...].lastIndex(of: lineFeed)
      rest = bytes
    } while lastFeed == nil && !reachedEnd
    if let lastFeed, !reachedEnd {
      rest = Array(bytes[(lastFeed + 1)...])
      bytes.removeSubrange((lastFeed + 1)...)
    }
    return block(of: bytes)
  }

  private func block(of bytes: [UInt8]) -> LineBlock? {
    let hasMark = nextIndex == 0 && bytes.starts(with: LineBlock.byteOrderMark)
    if bytes.isEmpty { return nil }
    let block = LineBlock(
      path: path, index: nextIndex, firstLine: nextLine,
      bytes: hasMark ? Array(bytes.dropFirst(LineBlock.byteOrderMark.count)) : bytes,
      hasByteOrderMark: hasMark)
    nextIndex += 1
    nextLine += block.lineCount
    return block
  }

  /// What was left over and the file's next bytes: a block of them, or as many again as were left,
  /// so that a line of any length is copied a few times and no more; none beyond the longest line.
  private func read(after rest: [UInt8]) throws(FileError) -> [UInt8] {
    var last: Int64 = 0
    let capacity = min(rest.count + max(blockSize, rest.count), longestLine + 1)
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
      _ = buffer.update(fromContentsOf: rest)
      filled = rest.count
      while filled < buffer.count {
        last = czlib_read(zlib, buffer.baseAddress! + filled, Int64(buffer.count - filled))
        if last <= 0 { break }
        filled += Int(last)
      }
    }
    if last < 0 {
      let code = czlib_error(zlib)
      throw code == 0 ? .damagedGzip(path: path) : .readFailed(path: path, code: code)
    }
    reachedEnd = last == 0
    return bytes
  }
}
