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
  /// Whoever read our standard output has gone: no fault of anyone's.
  case closedPipe
}

/// What can be wrong with a line of text.
public enum TextError: Error, Equatable, Sendable {
  /// `byte` counts from 1 within the line.
  case invalidUTF8(path: String, line: Int, byte: Int, value: UInt8)
  /// `byte` counts from 1 within the line; `value` is the escape as it stands there.
  case unknownEscape(path: String, line: Int, byte: Int, value: String)
}
