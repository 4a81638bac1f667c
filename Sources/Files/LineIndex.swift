import Glibc

/// A text file of any size, any line of which is read at once.
///
/// Memory is 8 bytes a line. Lines end where `LineReader` ends them, and a line is the same bytes;
/// their numbers count from 1. Any thread may read.
public struct LineIndex: Sendable {
  private let file: RandomAccessFile
  private let starts: [Int]  // of each line, and the end of the last

  /// Where compressed files are inflated, if not elsewhere: `TMPDIR`, or `/tmp`.
  public static let temporaryFolder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"

  /// Reads the file once. What is gzip is inflated to a file in `folder` that is gone with this
  /// value, or with the program. Throws a `FileError`: pipes have no lines to go back to.
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

  /// Nil where the file is read as it is.
  public var inflated: InflatedFile? { file.inflated }

  /// Replaces `text` by a line's, without its end, and tells what stood around it. The number counts
  /// from 1. Throws a `FileError`.
  @discardableResult
  public func read(_ number: Int, into text: inout [UInt8]) throws -> LineMarks {
    let start = starts[number - 1]
    text.resize(to: starts[number] - start)
    guard try file.read(&text, at: start) else { throw FileError.changed(path: path) }
    return text.takeMarks(isFirst: number == 1)
  }

  /// Throws `FileError.changed` where the file has been written to since it was indexed, so that
  /// lines no longer stand where they did.
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

  /// Takes in the line that the file ends in without a line feed.
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

  /// Takes off a line what is not part of its text.
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
