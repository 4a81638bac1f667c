import Glibc

/// Floats that stay where they are for as long as they are wanted: weights, gradients, moments. Threads
/// may share it as they write to ranges of their own.
package final class FloatArray: @unchecked Sendable {
  package let elements: UnsafeMutableBufferPointer<Float>
  private let owner: AnyObject?  // nil where the memory is our own

  /// Somebody else's memory, such as a mapped file's, which lives as long as its owner does.
  package init(_ elements: UnsafeMutableBufferPointer<Float>, of owner: AnyObject) {
    self.elements = elements
    self.owner = owner
  }

  /// Zeros, at a multiple of 64 bytes.
  package init(count: Int) {
    precondition(count >= 0)
    let memory = AlignedMemory.allocate(byteCount: count * MemoryLayout<Float>.stride)
    let start = memory.bindMemory(to: Float.self, capacity: count)
    start.initialize(repeating: 0, count: count)
    elements = UnsafeMutableBufferPointer(start: start, count: count)
    owner = nil
  }

  package convenience init(_ values: [Float]) {
    self.init(count: values.count)
    _ = elements.update(fromContentsOf: values)
  }

  deinit { if owner == nil { free(elements.baseAddress) } }

  package var count: Int { elements.count }
  package var start: UnsafeMutablePointer<Float> { elements.baseAddress! }
  package var values: [Float] { Array(elements) }
}

/// Memory at multiples of 64 bytes, a cache line and the widest vector; what is large begins at a huge
/// page.
enum AlignedMemory {
  private static let hugePage = 2 << 20

  /// To be given back by `free`.
  static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let isLarge = byteCount >= hugePage
    var memory: UnsafeMutableRawPointer?
    let code = posix_memalign(&memory, isLarge ? hugePage : Workspace.alignment, max(byteCount, 1))
    guard code == 0, let memory else { MemoryExhaustion.end(byteCount) }
    if isLarge { preferHugePages(memory, byteCount) }
    return memory
  }

  /// Asks for pages of 2 MB, of which a pass over a model's weights touches few enough for the
  /// processor to know them all. A system without them is not an error.
  static func preferHugePages(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
    madvise(memory, byteCount, MADV_HUGEPAGE)
  }
}

/// Memory that the system was asked for and did not give.
package enum MemoryExhaustion {
  /// Ends the program: there is no way back from the middle of a step. The program that runs it sets
  /// the message, once and before the first thread is started.
  package nonisolated(unsafe) static var end: @Sendable (_ byteCount: Int) -> Never = {
    fatalError("the system gives no \($0) bytes more")
  }
}
