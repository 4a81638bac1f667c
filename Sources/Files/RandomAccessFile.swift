import Glibc

/// A compressed file that was inflated, so that any place in it can be read.
public struct InflatedFile: Equatable, Sendable {
  public var path: String
  /// Where its text lies meanwhile.
  public var folder: String
  public var size: Int
}

/// A file that any thread reads at any place, into memory that it brings along.
///
/// Nothing of it is mapped: pages of a mapped corpus would count as ours. What is gzip is inflated to
/// a temporary file first, whose name is taken away at once: whatever ends the program, the system
/// gives its space back.
final class RandomAccessFile: Sendable {
  let path: String
  let size: Int
  let inflated: InflatedFile?
  private let descriptor: Int32
  private let state: FileState

  /// Throws `FileError.notReadable` with `ESPIPE` for what is no regular file.
  init(path: String, inflatingTo folder: String) throws(FileError) {
    let original = try Self.open(path)
    let inflated = Self.isCompressed(original)
    descriptor = inflated ? try Self.inflate(path, to: folder) : original
    if inflated { close(original) }
    guard let state = FileState(descriptor) else {
      close(descriptor)
      throw .notReadable(path: path, code: errno)
    }
    self.path = path
    self.state = state
    size = state.size
    self.inflated = inflated ? InflatedFile(path: path, folder: folder, size: size) : nil
  }

  deinit { close(descriptor) }

  /// Whether nobody has written to it, as far as its size and its date tell.
  var isUnchanged: Bool { FileState(descriptor) == state }

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

  private static func open(_ path: String) throws(FileError) -> Int32 {
    // Not to wait for the other end of a pipe, which is then refused.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path: path) : .notReadable(path: path, code: errno)
    }
    var facts = stat()
    let code =
      fstat(descriptor, &facts) != 0 ? errno : facts.st_mode & S_IFMT == S_IFREG ? 0 : ESPIPE
    if code == 0 { return descriptor }
    close(descriptor)
    throw .notReadable(path: path, code: facts.st_mode & S_IFMT == S_IFDIR ? EISDIR : code)
  }

  /// By its first two bytes, as zlib tells it: no text begins with them.
  private static func isCompressed(_ descriptor: Int32) -> Bool {
    var start: [UInt8] = [0, 0]
    return pread(descriptor, &start, 2, 0) == 2 && start == [0x1F, 0x8B]
  }

  private static func inflate(_ path: String, to folder: String) throws(FileError) -> Int32 {
    let reader = try LineReader(path: path)
    let descriptor = try makeTemporary(in: folder)
    do throws(FileError) {
      while let block = try reader.nextBlock() {
        if block.hasByteOrderMark { try write(LineBlock.byteOrderMark, to: descriptor, folder) }
        try write(block.bytes, to: descriptor, folder)
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

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, _ folder: String
  ) throws(FileError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        throw .writeFailed(path: folder, code: errno)
      }
    }
  }
}

/// What tells whether a file was written to.
private struct FileState: Equatable {
  var size: Int
  var seconds: Int
  var nanoseconds: Int

  init?(_ descriptor: Int32) {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { return nil }
    size = facts.st_size
    (seconds, nanoseconds) = (facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec)
  }
}
