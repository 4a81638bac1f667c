import CZlib
import Glibc

/// Reads a file, a `.gz` file or standard input in blocks of whole lines.
///
/// Lines end at byte 0x0A and nowhere else. A byte order mark at the start of the file is taken off
/// and remembered. Memory is one block, or one line where a line is longer than that.
public final class LineReader {
  public let path: String
  private let zlib: OpaquePointer
  private let blockSize: Int
  private var rest: [UInt8] = []  // the start of a line whose end was not in the last block
  private var nextIndex = 0
  private var nextLine = 1
  private var reachedEnd = false

  /// `-` is standard input.
  public init(path: String, blockSize: Int = 1 << 20) throws(FileError) {
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
    self.zlib = zlib
    self.blockSize = blockSize
  }

  deinit { czlib_close(zlib) }

  /// The next whole lines, or nil at the end of the file.
  public func nextBlock() throws(FileError) -> LineBlock? {
    if reachedEnd { return nil }
    var bytes = rest
    rest = []
    while true {
      let scanned = bytes.count
      reachedEnd = try !fill(&bytes)
      if reachedEnd { break }
      if let lastFeed = bytes[scanned...].lastIndex(of: UInt8(ascii: "\n")) {
        rest = Array(bytes[(lastFeed + 1)...])
        bytes.removeSubrange((lastFeed + 1)...)
        break
      }
    }
    let mark = nextIndex == 0 && bytes.starts(with: LineBlock.byteOrderMark)
    if mark { bytes.removeFirst(3) }
    if bytes.isEmpty && !mark { return nil }
    let block = LineBlock(
      path: path, index: nextIndex, firstLine: nextLine, bytes: bytes, hasByteOrderMark: mark)
    nextIndex += 1
    nextLine += block.lineCount
    return block
  }

  /// Appends up to a block of the file's bytes; false at its end.
  private func fill(_ bytes: inout [UInt8]) throws(FileError) -> Bool {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: blockSize))
    var filled = start
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBufferPointer { buffer in
        czlib_read(zlib, buffer.baseAddress! + filled, Int64(buffer.count - filled))
      }
      if count < 0 {
        let code = czlib_error(zlib)
        throw code == 0 ? .damagedGzip(path: path) : .readFailed(path: path, code: code)
      }
      if count == 0 { break }
      filled += Int(count)
    }
    bytes.removeSubrange(filled...)
    return filled > start
  }
}
