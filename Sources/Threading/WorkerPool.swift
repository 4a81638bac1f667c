import Glibc

/// Threads that wait for work, so that a step of a loop starts none and allocates nothing.
public final class WorkerPool: Sendable {
  /// How many threads work, the caller's among them.
  public let count: Int
  private let bell = Bell()
  private nonisolated(unsafe) var threads: [pthread_t] = []  // written by `init`, read by `deinit`

  /// Fewer threads where the system refuses some; `prepare` runs once on each, and on the caller's.
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
  /// returns when all have ended. Keep the closure: making a new one allocates. One caller at a time,
  /// and none from within the work.
  public func run(_ work: @escaping @Sendable (Int) -> Void) {
    if count > 1 { bell.ring(for: count - 1, work) }
    work(0)
    if count > 1 { bell.waitForAnswers() }
  }
}

extension WorkerPool {
  /// The results of `body` for the jobs 0 to `count - 1`, in their order. Each job runs on whichever
  /// worker is free next. All run; then the error of the first that has one is thrown.
  public func map<Output, Failure>(
    _ count: Int, _ body: @escaping @Sendable (_ job: Int, _ worker: Int) throws(Failure) -> Output
  ) throws(Failure) -> [Output] {
    let results = Guarded([Result<Output, Failure>?](repeating: nil, count: count))
    let jobs = Guarded((0..<count).makeIterator())
    run { worker in
      while let job = jobs.withLock({ $0.next() }) {
        let result = Result { () throws(Failure) in try body(job, worker) }
        results.withLock { $0[job] = result }
      }
    }
    var outputs: [Output] = []
    outputs.reserveCapacity(count)
    for case let result? in results.withLock({ $0 }) { outputs.append(try result.get()) }
    return outputs
  }
}

/// Work that a pool does again and again. Its closure is made once, so that doing it allocates
/// nothing.
public final class RepeatedWork<Input: Sendable>: Sendable {
  private let box: Box
  private let closure: @Sendable (Int) -> Void

  private final class Box: Sendable {
    nonisolated(unsafe) var input: Input?  // set while no worker is at it
  }

  /// - Parameter body: one worker's part of it, by the worker's index.
  public init(_ body: @escaping @Sendable (Input, _ part: Int) -> Void) {
    let box = Box()
    self.box = box
    closure = { part in
      if let input = box.input { body(input, part) }
    }
  }

  public func run(on pool: WorkerPool, _ input: Input) {
    box.input = input
    pool.run(closure)
    box.input = nil
  }
}

/// Where workers wait for work, and their caller for them.
private final class Bell: Sendable {
  private let mutex = Mutex()
  private let rung = Condition()
  private let answered = Condition()
  // All that follows is touched only under the lock.
  private nonisolated(unsafe) var work: (@Sendable (Int) -> Void)?
  private nonisolated(unsafe) var rings = 0
  private nonisolated(unsafe) var busy = 0
  private nonisolated(unsafe) var isClosed = false

  func ring(for workers: Int, _ work: @escaping @Sendable (Int) -> Void) {
    mutex.lock()
    precondition(busy == 0, "one caller at a time")
    self.work = work
    rings += 1
    busy = workers
    rung.wakeAll()
    mutex.unlock()
  }

  func waitForAnswers() {
    mutex.lock()
    while busy > 0 { answered.wait(mutex) }
    work = nil
    mutex.unlock()
  }

  /// A worker's life.
  func answer(as index: Int) {
    var heard = 0
    mutex.lock()
    while true {
      while rings == heard && !isClosed { rung.wait(mutex) }
      guard !isClosed, let work else { break }
      heard = rings
      mutex.unlock()
      work(index)
      mutex.lock()
      busy -= 1
      if busy == 0 { answered.wakeOne() }
    }
    mutex.unlock()
  }

  func close() {
    mutex.lock()
    isClosed = true
    rung.wakeAll()
    mutex.unlock()
  }
}
