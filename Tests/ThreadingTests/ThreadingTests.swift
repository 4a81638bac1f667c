import Testing
import Threading

struct ThreadingTests {
  @Test(arguments: [1, 2, 7])
  func runsEachThreadOnce(count: Int) {
    let seen = Guarded<[Int]>([])
    withThreads(count) { index in seen.withLock { $0.append(index) } }
    #expect(seen.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func letsThreadsThroughInOrder() {
    let turnstile = Turnstile()
    let passed = Guarded<[Int]>([])
    withThreads(4) { thread in
      for number in stride(from: thread, to: 400, by: 4) {
        turnstile.pass(number) { passed.withLock { $0.append(number) } }
      }
    }
    #expect(passed.withLock { $0 } == Array(0..<400))
  }
}

struct WorkerPoolTests {
  @Test(arguments: [1, 2, 5])
  func everyThreadWorksOnceARun(count: Int) {
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
  func everyJobIsDoneOnce(count: Int) {
    let pool = WorkerPool(threads: 3)
    let done = Guarded<[Int]>([])
    pool.takeTurns(count) { job, worker in
      #expect((0..<pool.count).contains(worker))
      done.withLock { $0.append(job) }
    }
    #expect(done.withLock { $0.sorted() } == Array(0..<count))
  }

  @Test func letsGoOfItsThreads() {
    for _ in 0..<200 { WorkerPool(threads: 3).run { _ in } }
  }
}
