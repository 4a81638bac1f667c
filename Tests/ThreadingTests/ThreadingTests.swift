import Testing
import Threading

private struct Failure: Error, Equatable { var job: Int }

@Suite struct ThreadsTests {
  @Test(arguments: [1, 2, 7])
  func `each thread runs once`(count: Int) {
    let seen = Guarded<[Int]>([])
    withThreads(count) { index in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func `threads pass a turnstile in order`() {
    let turnstile = Turnstile()
    let passed = Guarded<[Int]>([])
    withThreads(4) { thread in
      for number in stride(from: thread, to: 400, by: 4) {
        turnstile.pass(number) { passed.withLock { $0.append(number) } }
      }
    }
    #expect(passed.withLock { $0 } == Array(0..<400))
  }

  @Test(arguments: [1, 2, 5])
  func `jobs are finished in the order in which they were taken`(threads: Int) throws {
    var jobs = (0..<400).makeIterator()
    var finished: [Int] = []
    try runInOrder(threads: threads) {
      jobs.next()
    } work: { job, thread in
      (job * 2, thread)
    } finish: { output, thread in
      #expect(output.1 == thread && (0..<threads).contains(thread))
      finished.append(output.0)
    }
    #expect(finished == (0..<400).map { $0 * 2 })
  }

  /// Of a job that cannot be taken, worked on or finished.
  @Test(arguments: [1, 2, 5], [[77, 90, 120], [90, 77, 120], [120, 90, 77]])
  func `the first error is thrown, after all jobs before it`(threads: Int, errors: [Int]) {
    for _ in 0..<20 {
      var jobs = (0..<400).makeIterator()
      var finished = 0
      #expect(throws: Failure(job: 77)) {
        try runInOrder(threads: threads) {
          let job = jobs.next()
          if job == errors[0] { throw Failure(job: errors[0]) }
          return job
        } work: { job, _ in
          if job == errors[1] { throw Failure(job: job) }
          return job
        } finish: { job, _ in
          if job == errors[2] { throw Failure(job: job) }
          finished += 1
        }
      }
      #expect(finished == 77)
    }
  }
}

@Suite struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5])
  func `every thread works once a run`(count: Int) {
    let prepared = Guarded(0)
    let pool = WorkerPool(threads: count) { prepared.withLock { $0 += 1 } }
    let seen = Guarded<[Int]>([])
    for run in 1...100 {
      pool.run { index in seen.withLock { $0.append(index) } }
      #expect(seen.withLock { $0.count } == run * count)
    }
    #expect(Set(seen.withLock { $0 }) == Set(0..<count))
    #expect(prepared.withLock { $0 } == count)
  }

  @Test(arguments: [0, 1, 2, 50])
  func `every job is done once, and its result stands in its place`(count: Int) {
    let pool = WorkerPool(threads: 3)
    let done = Guarded<[Int]>([])
    let results = pool.map(count) { job, worker in
      #expect((0..<pool.count).contains(worker))
      done.withLock { $0.append(job) }
      return job * job
    }
    #expect(done.withLock { $0.sorted() } == Array(0..<count))
    #expect(results == (0..<count).map { $0 * $0 })
  }

  @Test func `the first job's error is thrown after all jobs have run`() {
    let pool = WorkerPool(threads: 3)
    let done = Guarded(0)
    #expect(throws: Failure(job: 4)) {
      try pool.map(50) { job, _ throws(Failure) in
        done.withLock { $0 += 1 }
        if job == 4 || job == 30 { throw Failure(job: job) }
      }
    }
    #expect(done.withLock { $0 } == 50)
  }

  @Test func `a pool lets go of its threads`() {
    for _ in 0..<200 { WorkerPool(threads: 3).run { _ in } }
  }
}
