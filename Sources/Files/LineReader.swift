import CZlib
import Glibc

/// What text is read from: blocks of whole lines, one after another.
public protocol LineSource: AnyObject {
  /// The next whole lines, or nil at the end.
  func nextBlock() throws(FileError) -> LineBlock?
}

/// Reads a file, a gzip file or standard input in blocks of whole lines.
///
/// Lines end at byte 0x0A and nowhere else. A byte order mark at the start of the file is removed and
/// remembered. Memory is one block, or one line where a line is longer than that; a line that is
/// longer than any text's is an error, so that neither memory nor 32-bit lengths run out.
public final class LineReader: LineSource {
  public let path: String
  /// How many bytes there are to read, where that is known beforehand.
  public let size: Int?
  private let zlib: OpaquePointer
  private let blockSize: Int
  private let longestLine: Int
  private var rest: [UInt8] = []  // the start of a line whose end was not in the last block
  private var blocks = BlockNumbers()
  private var reachedEnd = false

  /// `-` is standard input. Blocks fit into a core's own cache, and a text of a few megabytes has
  /// enough of them to keep every thread busy.
  public init(
    path: String, blockSize: Int = 1 << 18, longestLine: Int = 1 << 28
  ) throws(FileError) {
    let (descriptor, facts) = path == "-" ? try openInput() : try openToRead(path)
    if facts.isDirectory {
      close(descriptor)
      throw .notReadable(path: path, code: EISDIR)
    }
    guard let zlib = czlib_open(descriptor) else { throw .notReadable(path: path, code: ENOMEM) }
    self.path = path
    size = facts.textSize(path)
    self.zlib = zlib
    self.blockSize = blockSize
    self.longestLine = longestLine
  }

  deinit { czlib_close(zlib) }

  public func nextBlock() throws(FileError) -> LineBlock? {
    if reachedEnd { return nil }
    var bytes: [UInt8] = []
    var lastFeed: Int?
    repeat {
      if rest.count > longestLine {
        throw .lineTooLong(path: path, line: blocks.nextLine, limit: longestLine)
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
    let hasMark = blocks.nextIndex == 0 && bytes.starts(with: LineBlock.byteOrderMark)
    if bytes.isEmpty { return nil }
    return blocks.next(
      path, hasMark ? Array(bytes.dropFirst(LineBlock.byteOrderMark.count)) : bytes,
      hasByteOrderMark: hasMark)
  }

  /// What was left over and the file's next bytes: a block of them, or as many again as were left,
  /// so that a line of any length is copied only a few times; none beyond the longest line.
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

/// Lines as they are typed: a block is what has arrived, as soon as there is a whole line in it, where
/// `LineReader` waits until a block is full.
public final class ArrivingLines: LineSource {
  private let path: String
  private let descriptor: Int32
  private let longestLine: Int
  private var rest: [UInt8] = []  // the start of a line whose end has not arrived yet
  private var blocks = BlockNumbers()
  private var reachedEnd = false
  private var room = [UInt8](repeating: 0, count: 1 << 16)

  /// - Parameter path: what errors call it.
  public init(descriptor: Int32 = STDIN_FILENO, path: String = "-", longestLine: Int = 1 << 28) {
    self.descriptor = descriptor
    self.path = path
    self.longestLine = longestLine
  }

  public func nextBlock() throws(FileError) -> LineBlock? {
    var lastFeed: Int?
    while lastFeed == nil && !reachedEnd {
      if rest.count > longestLine {
        throw .lineTooLong(path: path, line: blocks.nextLine, limit: longestLine)
      }
      let count = try readSome(of: descriptor, into: &room, path)
      let arrived = room[..<count]
      reachedEnd = arrived.isEmpty
      lastFeed = arrived.lastIndex(of: lineFeed).map { rest.count + $0 }
      rest += arrived
    }
    let end = lastFeed.map { $0 + 1 } ?? rest.count
    defer { rest.removeSubrange(..<end) }
    return end == 0 ? nil : blocks.next(path, Array(rest[..<end]))
  }
}

/// Numbers the blocks of a file and their lines.
private struct BlockNumbers {
  private(set) var nextIndex = 0
  private(set) var nextLine = 1

  mutating func next(_ path: String, _ bytes: [UInt8], hasByteOrderMark: Bool = false) -> LineBlock
  {
    let block = LineBlock(
      path: path, index: nextIndex, firstLine: nextLine, bytes: bytes,
      hasByteOrderMark: hasByteOrderMark)
    nextIndex += 1
    nextLine += block.lineCount
    return block
  }
}

extension stat {
  /// The length of the file's text, where that is known: a compressed file does not tell.
  fileprivate func textSize(_ path: String) -> Int? {
    isRegular && !path.hasSuffix(".gz") ? Int(st_size) : nil
  }
}

private func openInput() throws(FileError) -> (descriptor: Int32, facts: stat) {
  let descriptor = dup(STDIN_FILENO)
  if descriptor < 0 { throw .notReadable(path: "-", code: errno) }
  return (descriptor, try fileFacts(of: descriptor, "-"))
}

/// The lines of several files, one file after another.
///
/// Blocks have the path and the line numbers of their own file. A last line without a line feed ends
/// there: it is not joined to the first line of the next file. One file is open at a time.
public final class ConcatenatedFiles: LineSource {
  /// How many bytes there are to read, where that is known beforehand.
  public let size: Int?
  private var paths: ArraySlice<String>
  private var reader: LineReader?
  private var next: LineBlock?  // read ahead
  private var lines = 0  // of the files before this one
  private var linesOfFile = 0

  /// Throws at once where one of the files cannot be read.
  public init(_ paths: [String]) throws(FileError) {
    var size: Int? = 0
    for path in paths {
      let more = try checkReadable(path).textSize(path)
      size = size.flatMap { size in more.map { size + $0 } }
    }
    self.size = size
    self.paths = paths[...]
  }

  public func nextBlock() throws(FileError) -> LineBlock? {
    if next == nil { next = try readBlock() }
    guard let block = next else { return nil }
    next = block.endsInLineFeed ? nil : try readBlock()
    return next == nil ? block : block.endedByLineFeed
  }

  private func readBlock() throws(FileError) -> LineBlock? {
    while true {
      if var block = try reader?.nextBlock() {
        linesOfFile += block.lineCount
        block.linesBefore = lines
        return block
      }
      lines += linesOfFile
      linesOfFile = 0
      reader = nil
      guard let path = paths.popFirst() else { return nil }
      reader = try LineReader(path: path)
    }
  }
}

/// A file's lines one after another, for reading two files side by side.
public struct LineStream {
  private let reader: LineReader
  private var block: LineBlock.Iterator?
  private var bytes: [UInt8] = []

  public init(path: String) throws(FileError) { reader = try LineReader(path: path) }

  public var path: String { reader.path }

  /// The next line's text and what was around it, or nil at the end of the file. The bytes are as in
  /// the file: whether they are UTF-8 is for the caller to check (`invalidByte`).
  public mutating func next() throws(FileError) -> Line? {
    while true {
      if let line = block?.next() {
        return Line(number: line.number, text: bytes[line.text], marks: line.marks)
      }
      guard let next = try reader.nextBlock() else { return nil }
      bytes = next.bytes
      block = next.makeIterator()
    }
  }
}

/// A line by itself.
public struct Line: Equatable, Sendable {
  public var number: Int
  public var text: ArraySlice<UInt8>
  public var marks: LineMarks

  /// Where its UTF-8 first goes wrong, counted from 1, or nil.
  public var invalidByte: Int? { firstInvalidByte(text.span).map { $0 + 1 } }
}

extension BufferedOutput {
  /// Writes what was removed from the line's start.
  package mutating func writeStart(of line: Line) throws(FileError) {
    guard line.marks.contains(.byteOrderMark) else { return }
    let mark = LineBlock.byteOrderMark
    try write(mark.span)
  }

  /// Writes what was removed from the line's end.
  package mutating func writeEnd(of line: Line) throws(FileError) {
    if line.marks.contains(.carriageReturn) { try write(carriageReturn) }
    if line.marks.contains(.lineFeed) { try write(lineFeed) }
  }
}
