import Glibc

/// What can go wrong between us and the file system. Facts only; the executable finds the words.
public enum FileError: Error, Equatable, Sendable {
  case missing(path: String)
  case notReadable(path: String, code: Int32)
  case readFailed(path: String, code: Int32)
  /// The compressed data are damaged, or end before their time.
  case damagedGzip(path: String)
  /// There is no line feed in so many bytes: what is read is hardly text.
  case lineTooLong(path: String, line: Int, limit: Int)
  /// It was written to while it was in use: lines no longer stand where they did.
  case changed(path: String)
  case cannotCreate(path: String, code: Int32)
  /// Two outputs are to be the same file.
  case writtenTwice(path: String)
  /// An output is to take the place of a file that is read.
  case readAndWritten(path: String)
  /// The name promises compressed data, which we do not write.
  case notCompressed(path: String)
  case writeFailed(path: String, code: Int32)
  /// The reader of our standard output has gone: not an error to report.
  case closedPipe

  /// The file that it happened to.
  package var path: String? {
    switch self {
    case .missing(let path), .damagedGzip(let path), .changed(let path): path
    case .notReadable(let path, _), .readFailed(let path, _): path
    case .lineTooLong(let path, _, _), .writtenTwice(let path): path
    case .readAndWritten(let path), .notCompressed(let path): path
    case .cannotCreate(let path, _), .writeFailed(let path, _): path
    case .closedPipe: nil
    }
  }
}

/// What can be wrong with a line of text.
public enum TextError: Error, Equatable, Sendable {
  /// `byte` counts from 1 within the line.
  case invalidUTF8(path: String, line: Int, byte: Int, value: UInt8)
  /// `byte` counts from 1 within the line; `value` is the escape as it stands there.
  case unknownEscape(path: String, line: Int, byte: Int, value: String)
}

/// Opens a file to be read and tells what it is; the caller closes it.
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

/// What the system knows of an open file, which is closed where that cannot be told.
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
}

/// Reads what has come, up to as many bytes as there is room for, and tells how many they are: none
/// at the end.
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
