import Glibc

/// A text file of any size with random access to its lines.
///
/// Memory is 8 bytes a line. Lines end where `LineReader` ends them, and a line is the same bytes;
/// their numbers count from 1. Any thread may read.
public struct LineIndex: Sendable {
  private let file: RandomAccessFile
  private let starts: [Int]  // of each line, and the end of the last

  /// Where compressed files are decompressed by default: `TMPDIR`, or `/tmp`.
  public static let temporaryFolder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

  /// Reads the file once. A gzip file is decompressed to a file in `folder` that is removed with this
  /// value, or with the program. Throws a `FileError`, also for a pipe, which cannot be read again.
  public init(
    path: String, inflatingTo folder: String = temporaryFolder, longestLine: Int = 1 << 28
  ) throws {
    file = try RandomAccessFile(path: path, inflatingTo: folder)
    var scan = LineScan(path: path, longestLine: longestLine)
    var bytes: [UInt8] = []
    var position = 0
    while position < file.size {
      bytes.resize(to: min(1 << 18, file.size - position))
      guard try file.read(&bytes, at: position) else { throw FileError.changed(path: path) }
      try scan.read(bytes.span, at: position)
      position += bytes.count
    }
    starts = try scan.finished(at: file.size)
  }

  public var path: String { file.path }
  public var count: Int { starts.count - 1 }

  /// Nil where the file is not compressed.
  public var inflated: InflatedFile? { file.inflated }

  /// Replaces `text` by a line's, without its end, and returns what was around it. The number counts
  /// from 1. Throws a `FileError`.
  @discardableResult
  public func read(_ number: Int, into text: inout [UInt8]) throws -> LineMarks {
    let start = starts[number - 1]
    text.resize(to: starts[number] - start)
    guard try file.read(&text, at: start) else { throw FileError.changed(path: path) }
    return text.takeMarks(isFirst: number == 1)
  }

  /// Throws `FileError.changed` where the file has been written to since it was indexed, so that its
  /// lines are no longer where they were.
  public func checkUnchanged() throws(FileError) {
    if !file.isUnchanged { throw .changed(path: path) }
  }
}

/// Finds where lines begin.
private struct LineScan {
  private let path: String
  private let longestLine: Int
  private var starts = [0]

  init(path: String, longestLine: Int) {
    self.path = path
    self.longestLine = longestLine
  }

  mutating func read(_ bytes: Span<UInt8>, at place: Int) throws(FileError) {
    var position = 0
    while let feed = bytes.firstIndex(of: lineFeed, from: position) {
      try endLine(at: place + feed)
      position = feed + 1
      starts.append(place + position)
    }
    try endLine(at: place + bytes.count)  // for now
  }

  /// Includes a last line without a line feed.
  consuming func finished(at size: Int) throws(FileError) -> [Int] {
    if starts[starts.count - 1] < size { starts.append(size) }
    return starts
  }

  private func endLine(at end: Int) throws(FileError) {
    guard end - starts[starts.count - 1] <= longestLine else {
      throw .lineTooLong(path: path, line: starts.count, limit: longestLine)
    }
  }
}

extension [UInt8] {
  fileprivate mutating func resize(to size: Int) {
    if count > size {
      removeSubrange(size...)
    } else {
      append(contentsOf: repeatElement(0, count: size - count))
    }
  }

  /// Removes what is not part of the line's text.
  fileprivate mutating func takeMarks(isFirst: Bool) -> LineMarks {
    var marks: LineMarks = []
    if last == lineFeed {
      marks.insert(.lineFeed)
      removeLast()
    }
    if isFirst, starts(with: LineBlock.byteOrderMark) {
      marks.insert(.byteOrderMark)
      removeFirst(LineBlock.byteOrderMark.count)
    }
    if last == carriageReturn {
      marks.insert(.carriageReturn)
      removeLast()
    }
    return marks
  }
}

/// A compressed file that was decompressed, so that any place in it can be read.
public struct InflatedFile: Equatable, Sendable {
  public var path: String
  /// Where its text is meanwhile.
  public var folder: String
  public var size: Int
}

/// A file that any thread reads at any place, into memory that it brings along.
///
/// It is not mapped: pages of a mapped corpus would count as the program's memory. A gzip file is
/// decompressed to a temporary file first, whose name is removed at once: however the program ends, the
/// system frees its space.
private final class RandomAccessFile: Sendable {
  let path: String
  let size: Int
  let inflated: InflatedFile?
  private let descriptor: Int32
  private let state: FileState

  /// Throws `FileError.notRereadable` where it is not a regular file.
  init(path: String, inflatingTo folder: String) throws(FileError) {
    let (original, _) = try openToReread(path)
    let isCompressed = Self.isCompressed(original)
    if isCompressed { close(original) }
    descriptor = isCompressed ? try Self.inflate(path, to: folder) : original
    let facts = try fileFacts(of: descriptor, path)
    self.path = path
    state = FileState(facts)
    size = Int(facts.st_size)
    inflated = isCompressed ? InflatedFile(path: path, folder: folder, size: size) : nil
  }

  deinit { close(descriptor) }

  /// Whether it is as it was when it was opened, as far as its size and its date tell.
  var isUnchanged: Bool {
    var facts = stat()
    return fstat(descriptor, &facts) == 0 && FileState(facts) == state
  }

  /// Fills `bytes` with those at a place; false where the file ends before.
  func read(_ bytes: inout [UInt8], at place: Int) throws(FileError) -> Bool {
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { room in
        pread(descriptor, room.baseAddress! + filled, room.count - filled, place + filled)
      }
      if count == 0 { return false }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw .readFailed(path: path, code: errno)
      }
    }
    return true
  }

  // MARK: Opening

  /// By its first two bytes, as zlib does: no text begins with them.
  private static func isCompressed(_ descriptor: Int32) -> Bool {
    var start: [UInt8] = [0, 0]
    return pread(descriptor, &start, 2, 0) == 2 && start == [0x1F, 0x8B]
  }

  private static func inflate(_ path: String, to folder: String) throws(FileError) -> Int32 {
    let reader = try LineReader(path: path)
    let descriptor = try makeTemporary(in: folder)
    do throws(FileError) {
      while let block = try reader.nextBlock() {
        if block.hasByteOrderMark {
          let mark = LineBlock.byteOrderMark
          try writeAll(mark.span.bytes, to: descriptor, folder)
        }
        let bytes = block.bytes
        try writeAll(bytes.span.bytes, to: descriptor, folder)
      }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func makeTemporary(in folder: String) throws(FileError) -> Int32 {
    var name = Array("\(folder)/translate-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    if descriptor < 0 { throw .cannotCreate(path: folder, code: errno) }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }
}

/// What changes when a file is written to.
private struct FileState: Equatable {
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  init(_ facts: stat) {
    size = facts.st_size
    (seconds, nanoseconds) = (facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec)
  }
}
