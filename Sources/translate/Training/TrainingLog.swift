import Files
import Glibc

/// DIR/log.jsonl: a JSON object a line for each event, written as it happens, so that it can be
/// followed while the training goes on.
final class TrainingLog {
  private let path: String
  private let descriptor: Int32
  private var failure: Int32 = 0

  init(path: String, appends: Bool) throws(FileError) {
    self.path = path
    descriptor = open(
      path, O_RDWR | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC), 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: path, code: errno) }
    cutHalfLine()
  }

  deinit { close(descriptor) }

  /// What a program that was killed has left behind the last line feed is no object, and would spoil
  /// the one to come.
  private func cutHalfLine() {
    let size = lseek(descriptor, 0, SEEK_END)
    var (end, byte) = (size, UInt8(0))
    while end > 0, pread(descriptor, &byte, 1, end - 1) == 1, byte != UInt8(ascii: "\n") {
      end -= 1
    }
    if end < size, ftruncate(descriptor, end) != 0 { failure = errno }
  }

  func write(_ event: String, _ facts: JSON) {
    let members = [JSON.Member("event", .string(event))] + (facts.members ?? [])
    var line = Array(JSON.object(members).text.utf8)
    line.append(UInt8(ascii: "\n"))
    var rest = line[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        failure = errno
        return
      }
    }
  }

  /// Throws once a line could not be written.
  func check() throws(FileError) {
    if failure != 0 { throw .writeFailed(path: path, code: failure) }
  }
}
