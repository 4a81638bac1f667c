import Glibc

/// What can go wrong with a file.
public enum FileError: Error, Equatable, Sendable {
  case missing(path: String)
  case notReadable(path: String, code: Int32)
  case readFailed(path: String, code: Int32)
  /// The compressed data are damaged or cut short.
  case damagedGzip(path: String)
  /// There is no line feed in `limit` bytes: this is hardly text.
  case lineTooLong(path: String, line: Int, limit: Int)
  /// It was written to while it was in use: its lines are no longer where they were.
  case changed(path: String)
  case cannotCreate(path: String, code: Int32)
  /// Two outputs would be the same file.
  case writtenTwice(path: String)
  /// An output would replace a file that is read.
  case readAndWritten(path: String)
  /// Two inputs would be standard input.
  case readTwice(path: String)
  /// It has to be read more than once, and is a pipe or standard input.
  case notRereadable(path: String)
  case writeFailed(path: String, code: Int32)
  /// The reader of our standard output has gone: not an error to report.
  case closedPipe

  /// The file that it happened to.
  package var path: String? {
    switch self {
    case .missing(let path), .damagedGzip(let path), .changed(let path): path
    case .notReadable(let path, _), .readFailed(let path, _): path
    case .lineTooLong(let path, _, _), .writtenTwice(let path): path
    case .readAndWritten(let path), .readTwice(let path), .notRereadable(let path): path
    case .cannotCreate(let path, _), .writeFailed(let path, _): path
    case .closedPipe: nil
    }
  }
}

/// What can be wrong with a line of text.
public enum TextError: Error, Equatable, Sendable {
  /// `byte` counts from 1 within the line.
  case invalidUTF8(path: String, line: Int, byte: Int, value: UInt8)
  /// `byte` counts from 1 within the line; `value` is the escape as it is written there.
  case unknownEscape(path: String, line: Int, byte: Int, value: String)
}

/// Opens a file to be read, and returns what kind of file it is; the caller closes it.
///
/// - Parameter waiting: whether to wait for the other end of a pipe.
package func openToRead(
  _ path: String, waiting: Bool = true
) throws(FileError) -> (descriptor: Int32, facts: stat) {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC | (waiting ? 0 : O_NONBLOCK))
  guard descriptor >= 0 else {
    throw errno == ENOENT ? .missing(path: path) : .notReadable(path: path, code: errno)
  }
  return (descriptor, try fileFacts(of: descriptor, path))
}

/// Opens a regular file, which can be read any number of times; the caller closes it.
package func openToReread(_ path: String) throws(FileError) -> (descriptor: Int32, facts: stat) {
  if path == "-" { throw .notRereadable(path: path) }
  // Without waiting for the other end of a pipe.
  let (descriptor, facts) = try openToRead(path, waiting: false)
  if facts.isRegular { return (descriptor, facts) }
  close(descriptor)
  throw facts.isDirectory
    ? .notReadable(path: path, code: EISDIR) : .notRereadable(path: path)
}

/// Throws what opening the file would throw, and does not open it: a pipe can be opened only once.
///
/// - Parameter rereadable: whether it has to be read more than once.
@discardableResult
public func checkReadable(_ path: String, rereadable: Bool = false) throws(FileError) -> stat {
  var facts = stat()
  let isFound = path == "-" ? fstat(STDIN_FILENO, &facts) : stat(path, &facts)
  guard isFound == 0, path == "-" || access(path, R_OK) == 0 else {
    throw errno == ENOENT ? .missing(path: path) : .notReadable(path: path, code: errno)
  }
  if facts.isDirectory { throw .notReadable(path: path, code: EISDIR) }
  if rereadable, path == "-" || !facts.isRegular { throw .notRereadable(path: path) }
  return facts
}

/// What the system knows about an open file, which is closed where that fails.
func fileFacts(of descriptor: Int32, _ path: String) throws(FileError) -> stat {
  var facts = stat()
  guard fstat(descriptor, &facts) == 0 else {
    let code = errno
    close(descriptor)
    throw .notReadable(path: path, code: code)
  }
  return facts
}

extension stat {
  package var isRegular: Bool { st_mode & S_IFMT == S_IFREG }
  package var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
  var isPipe: Bool { st_mode & S_IFMT == S_IFIFO }
}

/// Reads what has arrived, up to as many bytes as there is room for, and returns their count: 0 at
/// the end.
func readSome(
  of descriptor: Int32, into bytes: inout [UInt8], _ path: String
) throws(FileError) -> Int {
  while true {
    let count = read(descriptor, &bytes, bytes.count)
    if count >= 0 { return count }
    if errno != EINTR { throw .readFailed(path: path, code: errno) }
  }
}

func writeAll(_ bytes: RawSpan, to descriptor: Int32, _ path: String) throws(FileError) {
  var written = 0
  while written < bytes.byteCount {
    let count = bytes.withUnsafeBytes { buffer in
      write(descriptor, buffer.baseAddress! + written, buffer.count - written)
    }
    if count >= 0 {
      written += count
      continue
    }
    switch errno {
    case EINTR: continue
    case EPIPE: throw .closedPipe
    default: throw .writeFailed(path: path, code: errno)
    }
  }
}
