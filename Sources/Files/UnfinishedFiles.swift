import Glibc
import Threading

/// The files being written at this moment, so that a signal can take them away.
public enum UnfinishedFiles {
  private static let capacity = 64
  private static let access = Guarded(())  // for all but the signal handler, which must not wait
  private nonisolated(unsafe) static let paths = {
    let slots = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: capacity)
    slots.initialize(repeating: nil, count: capacity)
    return slots
  }()

  /// On an interrupt or a request to end: removes what is unfinished and exits with the status that
  /// a shell reports for that signal.
  public static func removeOnSignals() {
    _ = paths  // made now: a signal handler must not be the first to touch it
    var numbers = sigset_t()
    sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      sigaddset(&numbers, number)
      signal(number) { number in
        UnfinishedFiles.removeAll()
        _exit(128 + number)
      }
    }
    // Some programs start others with signals blocked: we would never hear of ours.
    pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
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
    for slot in 0..<capacity {
      if let path = paths[slot] { unlink(path) }
    }
  }
}
