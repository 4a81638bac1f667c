import Glibc

/// Lets threads through one at a time in the order of their numbers: 0, 1, 2 and so on, each
/// exactly once, whoever comes first.
public final class Turnstile: Sendable {
  // The mutex and the condition live at fixed addresses for as long as the turnstile does, and
  // `next` is touched only under the mutex.
  private nonisolated(unsafe) let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(
    capacity: 1)
  private nonisolated(unsafe) let turned = UnsafeMutablePointer<pthread_cond_t>.allocate(
    capacity: 1)
  private nonisolated(unsafe) var next = 0

  public init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(turned, nil)
  }

  deinit {
    pthread_cond_destroy(turned)
    pthread_mutex_destroy(mutex)
    turned.deallocate()
    mutex.deallocate()
  }

  /// Waits until all lower numbers have passed, then runs `body` alone.
  public func pass(_ number: Int, _ body: () -> Void) {
    pthread_mutex_lock(mutex)
    while next != number { pthread_cond_wait(turned, mutex) }
    pthread_mutex_unlock(mutex)
    body()
    pthread_mutex_lock(mutex)
    next += 1
    pthread_cond_broadcast(turned)
    pthread_mutex_unlock(mutex)
  }
}
