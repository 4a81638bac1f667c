import Glibc

/// Memory that the system was asked for and did not give.
package enum MemoryExhaustion {
  /// Ends the program: there is no way back from the middle of a step. Whoever runs it puts it into
  /// words, once and before the first thread is started.
  package nonisolated(unsafe) static var end: @Sendable (_ byteCount: Int) -> Never = {
    fatalError("the system gives no \($0) bytes more")
  }
}

/// Memory at multiples of 64 bytes, which are a line of the cache and the widest vector.
enum AlignedMemory {
  /// To be given back by `free`.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    var memory: UnsafeMutableRawPointer?
    let code = posix_memalign(&memory, Workspace.alignment, max(byteCount, 1))
    guard code == 0, let memory else { MemoryExhaustion.end(byteCount) }
    return memory
  }
}
