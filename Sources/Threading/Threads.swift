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

/// Takes jobs one after another, works on them on several threads and finishes them in the order in
/// which they were taken.
///
/// `next` and `finish` are never called twice at once; `work` is, with the index of its thread, and
/// `finish` then runs on the same thread. There are never more jobs under way than threads. The first
/// error in the order of the jobs is thrown, whatever the number of threads: all jobs before it are
/// finished, and none after it.
public func runInOrder<Job, Output>(
  threads: Int,
  next: @escaping () throws -> Job?,
  work: @escaping @Sendable (_ job: Job, _ thread: Int) throws -> Output,
  finish: @escaping (_ output: Output, _ thread: Int) throws -> Void
) throws {
  let line = AssemblyLine(next: next, work: work, finish: finish)
  withThreads(threads) { line.run($0) }
  if let failure = line.failure { throw failure }
}

/// What the threads of `runInOrder` share.
private final class AssemblyLine<Job, Output>: Sendable {
  private struct State {
    var taken = 0
    var isExhausted = false
  }
  private let state = Guarded(State())
  private let turnstile = Turnstile()
  private nonisolated(unsafe) let next: () throws -> Job?  // called under the lock of the state
  // Touched in the turnstile.
  private nonisolated(unsafe) let finish: (Output, Int) throws -> Void
  private(set) nonisolated(unsafe) var failure: (any Error)?

  private let work: @Sendable (Job, Int) throws -> Output

  init(
    next: @escaping () throws -> Job?, work: @escaping @Sendable (Job, Int) throws -> Output,
    finish: @escaping (Output, Int) throws -> Void
  ) {
    (self.next, self.work, self.finish) = (next, work, finish)
  }

  func run(_ thread: Int) {
    while let (index, job) = take() {
      let result = job.flatMap { job in Result { try work(job, thread) } }
      turnstile.pass(index) {
        guard failure == nil else { return }
        do {
          try finish(try result.get(), thread)
        } catch {
          failure = error
          state.withLock { $0.isExhausted = true }
        }
      }
    }
  }

  /// The next job and its index; an error has an index too, so that it keeps its place.
  private func take() -> (Int, Result<Job, any Error>)? {
    state.withLock { state in
      if state.isExhausted { return nil }
      let job = Result { try next() }
      defer { state.taken += 1 }
      switch job {
      case .success(let job?): return (state.taken, .success(job))
      case .success(nil):
        state.isExhausted = true
        return nil
      case .failure(let error):
        state.isExhausted = true
        return (state.taken, .failure(error))
      }
    }
  }
}

/// Lets threads through one at a time in the order of their indices: 0, 1, 2 and so on, each exactly
/// once, in whatever order they come.
public final class Turnstile: Sendable {
  private let mutex = Mutex()
  private let turned = Condition()
  private nonisolated(unsafe) var next = 0  // touched under the lock

  public init() {}

  /// Waits until all lower indices have passed, then runs `body` alone.
  public func pass(_ index: Int, _ body: () -> Void) {
    mutex.lock()
    while next != index { turned.wait(mutex) }
    mutex.unlock()
    body()
    mutex.lock()
    next += 1
    turned.wakeAll()
    mutex.unlock()
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
