import Glibc
import Threading

/// A file that appears whole or not at all: written beside its place and renamed when committed. One
/// that replaces another takes its permissions too. Without `commit` what was written is removed.
///
/// `-` is standard output. It, an open descriptor such as `/dev/stdout` and whatever exists and is not
/// a regular file (a pipe, `/dev/null`) are written to directly. A name that ends in `.gz` gives a
/// file compressed with gzip.
public final class OutputFile {
  public let path: String
  private let target: String  // where a symbolic link leads
  private let temporary: String?  // nil where written to directly
  private let gzip: GzipEncoder?
  private var descriptor: Int32

  public init(path: String) throws(FileError) {
    self.path = path
    let isCompressed = path.hasSuffix(".gz")
    gzip = isCompressed ? GzipEncoder() : nil
    if isCompressed, gzip == nil { throw .cannotCreate(path: path, code: ENOMEM) }
    if let open = path == "-" ? STDOUT_FILENO : openDescriptor(at: path) {
      // Not opened anew: that would write over what others have written to it.
      (target, temporary, descriptor) = (path, nil, fcntl(open, F_DUPFD_CLOEXEC, 0))
      if descriptor < 0 { throw .writeFailed(path: path, code: errno) }
      return
    }
    var facts = stat()
    let exists = stat(path, &facts) == 0
    if exists, !facts.isRegular {
      (target, temporary) = (path, nil)
      descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC)
    } else {
      target = resolvedPath(path)
      let name = "\(target).\(getpid()).partial"
      if UnfinishedFiles.contains(name) { throw .writtenTwice(path: path) }
      temporary = name
      descriptor = Glibc.open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    }
    if descriptor < 0 { throw .cannotCreate(path: path, code: errno) }
    guard let temporary else { return }
    UnfinishedFiles.add(temporary)
    if exists { fchmod(descriptor, facts.st_mode & 0o777) }
  }

  deinit { discard() }

  /// Whether this is a file of its own on the disk rather than a stream or a device.
  public var isRegular: Bool { temporary != nil }

  public func write(_ bytes: Span<UInt8>) throws(FileError) {
    try write(bytes.bytes)
  }

  public func write(_ bytes: RawSpan) throws(FileError) {
    guard let gzip else { return try writeAll(bytes, to: descriptor, path) }
    try gzip.encode(bytes) { piece throws(FileError) in
      try writeAll(piece, to: descriptor, path)
    }
  }

  public func write(_ text: String) throws(FileError) {
    try write(Array(text.utf8).span)
  }

  /// Puts the file in its place. Nothing is written after this.
  ///
  /// Durably: its bytes, then its name are on the disk when this returns, so that a loss of power
  /// leaves the old file or the new one, and either is whole.
  public func commit(durably: Bool = false) throws(FileError) {
    guard descriptor >= 0 else { return }
    let nothing: [UInt8] = []
    try gzip?.encode(nothing.span.bytes, last: true) { piece throws(FileError) in
      try writeAll(piece, to: descriptor, path)
    }
    var code: Int32 = 0
    if durably, temporary != nil, fsync(descriptor) != 0 { code = errno }
    if close(descriptor) != 0, code == 0 { code = errno }
    descriptor = -1
    guard let temporary else { return }
    if code == 0, rename(temporary, target) != 0 { code = errno }
    if code != 0 {
      discard()
      throw .writeFailed(path: path, code: code)
    }
    UnfinishedFiles.remove(temporary)
    if durably { try flushDirectory() }
  }

  /// A new name is on the disk when its directory is.
  private func flushDirectory() throws(FileError) {
    let slash = target.utf8.lastIndex(of: UInt8(ascii: "/"))
    let directory = slash.map { String(target[...$0]) } ?? "."
    let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A directory that may be written to and not read, or a file system that flushes no directories
    // (EINVAL): the file is in its place, and more cannot be done.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    if fsync(descriptor) != 0, errno != EINVAL {
      throw .writeFailed(path: path, code: errno)
    }
  }

  private func discard() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    guard let temporary else { return }
    unlink(temporary)
    UnfinishedFiles.remove(temporary)
  }
}

/// Makes a directory for the files that `body` writes, where there is none; where `body` fails, an
/// empty one of ours is taken away again.
public func withOutputDirectory<Result>(_ path: String, _ body: () throws -> Result) throws
  -> Result
{
  let isOurs = mkdir(path, 0o777) == 0
  if !isOurs && errno != EEXIST { throw FileError.cannotCreate(path: path, code: errno) }
  do {
    return try body()
  } catch {
    if isOurs { rmdir(path) }
    throw error
  }
}

/// The files being written at this moment, so that a signal can remove them.
public enum UnfinishedFiles {
  private static let capacity = 64
  private static let access = Guarded(())  // for all but the signal handler, which must not wait
  private nonisolated(unsafe) static let paths = {
    let slots = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
    slots.initialize(repeating: nil, count: capacity)
    return slots
  }()

  /// Called before the files are removed, such as to erase a progress bar. Async-signal-safe.
  public nonisolated(unsafe) static var beforeRemoval: (@convention(c) () -> Void)?

  /// On an interrupt, a request to terminate or the end of the terminal: removes what is unfinished
  /// and exits with the status that a shell reports for that signal.
  public static func removeOnSignals() {
    _ = paths  // made now: a signal handler must not be the first to touch it
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&numbers, number)
      removeOnSignal(number)
    }
    // Some programs start others with signals blocked: ours would never arrive.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
  }

  /// The same for one signal, once `removeOnSignals` was called. A signal handler may call this.
  public static func removeOnSignal(_ number: Int32) {
    handleSignal(number) { number in
      UnfinishedFiles.removeAll()
      _exit(128 + number)
    }
  }

  static func contains(_ path: String) -> Bool {
    access.withLock { _ in slot(of: path) != nil }
  }

  static func add(_ path: String) {
    access.withLock { _ in
      if let slot = (0..<capacity).first(where: { paths[$0] == nil }) { paths[slot] = strdup(path) }
    }
  }

  static func remove(_ path: String) {
    access.withLock { _ in
      guard let slot = slot(of: path) else { return }
      let name = paths[slot]
      paths[slot] = nil  // before it is freed: a signal may come between
      free(name)
    }
  }

  private static func slot(of path: String) -> Int? {
    (0..<capacity).first { slot in paths[slot].map { strcmp($0, path) == 0 } ?? false }
  }

  /// For a signal handler, or whoever else ends the program at once.
  public static func removeAll() {
    beforeRemoval?()
    for slot in 0..<capacity {
      if let path = paths[slot] { unlink(path) }
    }
  }
}

/// Handles a signal, unless it is ignored: whoever started the program asked for that, `nohup` with
/// SIGHUP and a shell's `&` with SIGINT.
public func handleSignal(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  var action = sigaction()
  sigaction(number, nil, &action)
  let isIgnored =
    unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    == unsafeBitCast(SIG_IGN, to: Int.self)
  if isIgnored { return }
  _ = signalStack
  action = sigaction()
  action.__sigaction_handler.sa_handler = handler
  action.sa_flags = SA_ONSTACK | SA_RESTART
  sigaction(number, &action, nil)
}

/// A stack for the handlers of the main thread, which is the one that gets the signals. While some of
/// oneDNN's kernels for AVX2 compute, the stack pointer points to their workspace on the heap: a
/// signal that came then overwrote what was below it, and the program crashed later.
private let signalStack: Void = {
  let size = 1 << 16
  var stack = stack_t()
  stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
  stack.ss_size = size
  sigaltstack(&stack, nil)
}()

/// Gathers small pieces into writes of 64 KB.
package struct BufferedOutput {
  private let file: OutputFile
  private var buffer: [UInt8] = []
  private static let capacity = 1 << 16

  package init(path: String) throws(FileError) { file = try OutputFile(path: path) }

  package var path: String { file.path }

  package mutating func write(_ bytes: Span<UInt8>) throws(FileError) {
    bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    if buffer.count >= Self.capacity { try flush() }
  }

  package mutating func write(_ byte: UInt8) throws(FileError) {
    buffer.append(byte)
    if buffer.count >= Self.capacity { try flush() }
  }

  package mutating func commit() throws(FileError) {
    try flush()
    try file.commit()
  }

  package mutating func flush() throws(FileError) {
    try file.write(buffer.span)
    buffer.removeAll(keepingCapacity: true)
  }
}
