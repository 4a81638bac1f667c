/// Work that a pool does again and again. Its closure is made once, so that doing it allocates
/// nothing.
public final class RepeatedWork<Input: Sendable>: Sendable {
  private let box: Box
  private let closure: @Sendable (Int) -> Void

  private final class Box: Sendable {
    nonisolated(unsafe) var input: Input?  // set while no worker is at it
  }

  /// - Parameter body: one worker's part of it, by the worker's number.
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
