import Glibc

/// Memory for everything that is made and forgotten within a step, and the matrix multiplications that
/// fill it: an arena with marks. One thread's own.
///
/// It is handed out from front to back in pieces that begin at multiples of 64 bytes, and taken back
/// down to a mark. What is declared is address space: a page costs memory once it is first touched, so
/// a generous workspace costs what the largest step needs. One that runs out ends the program, by
/// `MemoryExhaustion`.
package final class Workspace {
  package static let alignment = 64
  /// More than any step needs: 64 GiB of addresses. Where they are rationed (`ulimit -v`) a sixteenth
  /// of them, which leaves room for as many workspaces and for what is not in any.
  package static let generous = {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
    return min(1 << 36, Int(clamping: limit.rlim_cur / 16))
  }()

  package let multiplications: MultiplicationCache
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private var used = 0
  /// The most that was ever used.
  package private(set) var peak = 0

  /// - Parameter multiplications: threads may share them.
  package init(
    byteCount: Int = Workspace.generous,
    multiplications: MultiplicationCache = MultiplicationCache()
  ) {
    self.multiplications = multiplications
    capacity = max(Self.aligned(byteCount), Self.alignment)
    let memory = mmap(
      nil, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let memory, memory != MAP_FAILED else { MemoryExhaustion.end(capacity) }
    base = memory
    AlignedMemory.preferHugePages(memory, capacity)
  }

  deinit { munmap(base, capacity) }

  /// The bytes that a piece takes.
  package static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }

  package func bytes(_ count: Int) -> UnsafeMutableRawPointer {
    let piece = base + used
    used += Self.aligned(count)
    if used > capacity { MemoryExhaustion.end(count) }
    peak = max(peak, used)
    return piece
  }

  /// Values that are whatever was there before.
  package func buffer<Value: BitwiseCopyable>(
    _ count: Int, of type: Value.Type
  ) -> UnsafeMutableBufferPointer<Value> {
    let start = bytes(count * MemoryLayout<Value>.stride).bindMemory(to: type, capacity: count)
    return UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// A matrix whose elements are whatever was there before.
  package func matrix(rows: Int, columns: Int) -> Matrix {
    let piece = bytes(rows * columns * MemoryLayout<Float>.stride)
    return Matrix(
      piece.bindMemory(to: Float.self, capacity: rows * columns), rows: rows, columns: columns)
  }

  package struct Mark { fileprivate let used: Int }

  package var mark: Mark { Mark(used: used) }

  package func release(to mark: Mark) {
    precondition(mark.used <= used, "a mark of before")
    used = mark.used
  }
}
