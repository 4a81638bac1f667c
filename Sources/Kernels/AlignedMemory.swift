import Glibc

/// Memory that the system was asked for and did not give.
package enum MemoryExhaustion {
  /// Ends the program: there is no way back from the middle of a step. Whoever runs it puts it into
  /// words, once and before the first thread is started.
  package nonisolated(unsafe) static var end: @Sendable (_ byteCount: Int) -> Never = {
    fatalError("the system gives no \($0) bytes more")
  }
}

/// Memory at multiples of 64 bytes, which are a line of the cache and the widest vector; what is large
/// begins at a huge page.
enum AlignedMemory {
  private static let hugePage = 2 << 20

  /// To be given back by `free`.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let isLarge = byteCount >= hugePage
    var memory: UnsafeMutableRawPointer?
    let code = posix_memalign(
      &memory, isLarge ? hugePage : Workspace.alignment, max(byteCount, 1))
    guard code == 0, let memory else { MemoryExhaustion.end(byteCount) }
    if isLarge { preferHugePages(memory, byteCount) }
    return memory
  }

  /// Asks for pages of 2 MB, of which a pass over a model's weights touches few enough for the
  /// processor to know them all. A system without them is no fault.
  static func preferHugePages(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    madvise(memory, byteCount, MADV_HUGEPAGE)
  }
}
