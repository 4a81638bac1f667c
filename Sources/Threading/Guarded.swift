import Glibc

/// A value that one thread at a time may touch.
public final class Guarded<Value>: Sendable {
  // A byte beside it, since nothing (`Void`) would share its address with some other field.
  private nonisolated(unsafe) var held: (value: Value, byte: UInt8)
  private let mutex = Mutex()

  public init(_ value: sending Value) { held = (value, 0) }

  public func withLock<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    mutex.lock()
    defer { mutex.unlock() }
    return try body(&held.value)
  }
}

/// The system's own lock, which the thread sanitizer knows: it does not see through that of
/// `Synchronization`, and would report races where there are none.
struct Mutex: ~Copyable, @unchecked Sendable {
  fileprivate let address = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  init() { pthread_mutex_init(address, nil) }

  deinit {
    pthread_mutex_destroy(address)
    address.deallocate()
  }

  func lock() { pthread_mutex_lock(address) }
  func unlock() { pthread_mutex_unlock(address) }
}

/// What threads that hold a lock wait for.
struct Condition: ~Copyable, @unchecked Sendable {
  private let address = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init() { pthread_cond_init(address, nil) }

  deinit {
    pthread_cond_destroy(address)
    address.deallocate()
  }

  /// Lets go of the lock while it waits. May return early: ask in a loop.
  func wait(_ mutex: borrowing Mutex) { pthread_cond_wait(address, mutex.address) }
  func wakeOne() { pthread_cond_signal(address) }
  func wakeAll() { pthread_cond_broadcast(address) }
}
