import Glibc

/// A value that one thread at a time may touch.
///
/// Behind the system's own lock, which the thread sanitizer knows: it does not see through that of
/// `Synchronization`, and would report races where there are none.
public final class Guarded<Value>: Sendable {
  // A byte beside it, since nothing (`Void`) would share its address with some other field.
  private nonisolated(unsafe) var held: (value: Value, byte: UInt8)

  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
    capacity: 1)

  public init(_ value: sending Value) {
    held = (value, 0)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  public func withLock<Result, Failure>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&held.value)
  }
}
