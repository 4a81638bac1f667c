import Glibc

/// Runs `body(0)` to `body(count - 1)` at the same time, each on a thread of its own, and returns
/// when all have ended. `body(0)` runs on the calling thread, so a count of one costs nothing; and so do
/// those after it, one after another, for which the system has no thread.
public func withThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  precondition(count >= 1, "at least one thread")
  withoutActuallyEscaping(body) { body in
    let threads = (1..<count).map { index in startThread { body(index) } }
    body(0)
    for (index, thread) in threads.enumerated() where thread == nil { body(index + 1) }
    for case let thread? in threads { pthread_join(thread, nil) }
  }
}

/// Nil where the system refuses.
func startThread(_ work: @escaping @Sendable () -> Void) -> pthread_t? {
  var thread = pthread_t()
  let box = Unmanaged.passRetained(Work(work))
  guard pthread_create(&thread, nil, runThread, box.toOpaque()) == 0 else {
    box.release()
    return nil
  }
  return thread
}

private final class Work: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run() }
  return nil
}
