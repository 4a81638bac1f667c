import Files

/// The facts of one problem in one place, in the unit that the problem has.
public enum CorpusFact: Equatable, Sendable {
  case none
  /// Where in the line, counted from 1, and the byte (of invalid UTF-8) or code point there.
  case byte(Int, value: UInt32)
  case count(Int)
  case counts(source: Int, target: Int)
  case script(String)
  /// Where the same text stood first.
  case firstLine(Int)
  case failure(FileError)
}

extension CorpusFact: Encodable {
  private enum Key: String, CodingKey {
    case byte, value, count, source, target, script, firstLine, failure, code
  }

  /// Writes its facts as keys of the object that holds it.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    switch self {
    case .none: break
    case .byte(let byte, let value):
      try object.encode(byte, forKey: .byte)
      try object.encode(value, forKey: .value)
    case .count(let count): try object.encode(count, forKey: .count)
    case .counts(let source, let target):
      try object.encode(source, forKey: .source)
      try object.encode(target, forKey: .target)
    case .script(let script): try object.encode(script, forKey: .script)
    case .firstLine(let line): try object.encode(line, forKey: .firstLine)
    case .failure(let error):
      let (name, code) = error.nameAndCode
      try object.encode(name, forKey: .failure)
      try object.encodeIfPresent(code, forKey: .code)
    }
  }
}

extension FileError {
  /// The file that it happened to.
  var path: String? {
    switch self {
    case .missing(let path), .damagedGzip(let path), .changed(let path): path
    case .notReadable(let path, _), .readFailed(let path, _): path
    case .lineTooLong(let path, _, _), .writtenTwice(let path): path
    case .readAndWritten(let path), .notCompressed(let path): path
    case .cannotCreate(let path, _), .writeFailed(let path, _): path
    case .closedPipe: nil
    }
  }

  fileprivate var nameAndCode: (name: String, code: Int32?) {
    switch self {
    case .missing: ("missing", nil)
    case .notReadable(_, let code): ("not-readable", code)
    case .readFailed(_, let code): ("read-failed", code)
    case .damagedGzip: ("damaged-gzip", nil)
    case .lineTooLong: ("line-too-long", nil)
    case .changed: ("changed", nil)
    case .cannotCreate(_, let code): ("cannot-create", code)
    case .writtenTwice: ("written-twice", nil)
    case .readAndWritten: ("read-and-written", nil)
    case .notCompressed: ("not-compressed", nil)
    case .writeFailed(_, let code): ("write-failed", code)
    case .closedPipe: ("closed-pipe", nil)
    }
  }
}
