import Glibc

/// Threads that wait for work, so that a step of a loop starts none and allocates nothing.
public final class WorkerPool: Sendable {
  /// How many threads work, the caller's among them.
  public let count: Int
  private let bell = Bell()
  private nonisolated(unsafe) var threads: [pthread_t] = []  // written by `init`, read by `deinit`

  /// - Parameter prepare: runs once on each of the threads, and on the caller's.
  ///
  /// Where the system refuses a thread there are fewer.
  public init(threads wanted: Int, prepare: @escaping @Sendable () -> Void = {}) {
    precondition(wanted >= 1, "at least one thread")
    var started: [pthread_t] = []
    for index in 1..<max(wanted, 1) {
      guard
        let thread = startThread({ [bell] in
          prepare()
          bell.answer(as: index)
        })
      else { break }
      started.append(thread)
    }
    count = started.count + 1
    threads = started
    prepare()
  }

  deinit {
    bell.close()
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs `work(0)` to `work(count - 1)` at the same time, the first on the calling thread, and
  /// returns when all have ended. Keep the closure: making one anew allocates. One caller at a time,
  /// and none from within the work.
  public func run(_ work: @escaping @Sendable (Int) -> Void) {
    if count > 1 { bell.ring(for: count - 1, work) }
    work(0)
    if count > 1 { bell.waitForAnswers() }
  }
}

/// Where workers wait, and where whoever called them waits for them.
private final class Bell: Sendable {
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
    capacity: 1)
  private nonisolated(unsafe) let rung = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private nonisolated(unsafe) let answered = UnsafeMutablePointer<pthread_cond_t>.allocate(
    capacity: 1)
  // All that follows is touched only under the mutex.
  private nonisolated(unsafe) var work: (@Sendable (Int) -> Void)?
  private nonisolated(unsafe) var rings = 0
  private nonisolated(unsafe) var busy = 0
  private nonisolated(unsafe) var isClosed = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(rung, nil)
    pthread_cond_init(answered, nil)
  }

  deinit {
    pthread_cond_destroy(rung)
    pthread_cond_destroy(answered)
    pthread_mutex_destroy(mutex)
    rung.deallocate()
    answered.deallocate()
    mutex.deallocate()
  }

  func ring(for workers: Int, _ work: @escaping @Sendable (Int) -> Void) {
    pthread_mutex_lock(mutex)
    precondition(busy == 0, "one caller at a time")
    self.work = work
    rings += 1
    busy = workers
    pthread_cond_broadcast(rung)
    pthread_mutex_unlock(mutex)
  }

  func waitForAnswers() {
    pthread_mutex_lock(mutex)
    while busy > 0 { pthread_cond_wait(answered, mutex) }
    work = nil
    pthread_mutex_unlock(mutex)
  }

  /// A worker's life.
  func answer(as index: Int) {
    var heard = 0
    pthread_mutex_lock(mutex)
    while true {
      while rings == heard && !isClosed { pthread_cond_wait(rung, mutex) }
      guard !isClosed, let work else { break }
      heard = rings
      pthread_mutex_unlock(mutex)
      work(index)
      pthread_mutex_lock(mutex)
      busy -= 1
      if busy == 0 { pthread_cond_signal(answered) }
    }
    pthread_mutex_unlock(mutex)
  }

  func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(rung)
    pthread_mutex_unlock(mutex)
  }
}
