extension WorkerPool {
  /// Runs `body` for the jobs 0 to `count - 1`, each on whichever worker is free next, and returns
  /// when all are done. Whoever gets which job is left to chance: results go by the job's number.
  public func takeTurns(
    _ count: Int, _ body: @escaping @Sendable (_ job: Int, _ worker: Int) -> Void
  ) {
    let next = Guarded(0)
    run { worker in
      while true {
        let job = next.withLock { next in
          defer { next += 1 }
          return next
        }
        if job >= count { return }
        body(job, worker)
      }
    }
  }
}
