import Glibc

/// Memory for everything that is made and forgotten within a step, and the products that fill it.
///
/// It is handed out from front to back in pieces that begin at multiples of 64 bytes, and taken back
/// all at once or down to a mark. What is declared is address space: a page costs memory once it is
/// first touched, so a generous workspace costs what the largest step needs. Running out is a fault
/// of whoever sized it, and traps.
package struct Workspace: ~Copyable {
  package static let alignment = 64
  /// More than any step needs: 64 GiB of addresses.
  package static let generous = 1 << 36

  package let products: MatrixProducts
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private var used = 0
  /// The most that was ever used.
  package private(set) var peak = 0

  /// - Parameter products: kept by shape; threads may share them.
  package init(byteCount: Int, products: MatrixProducts = MatrixProducts()) {
    self.products = products
    var size = max(Self.aligned(byteCount), Self.alignment)
    var memory = Self.reserve(size)
    // Where addresses are rationed (`ulimit -v`), less than the most generous does, too.
    while memory == nil && size > Self.least {
      size /= 2
      memory = Self.reserve(size)
    }
    guard let memory else {
      preconditionFailure("the system gives no \(size) bytes of address space")
    }
    capacity = size
    base = memory
  }

  deinit { munmap(base, capacity) }

  private static let least = 1 << 28

  private static func reserve(_ size: Int) -> UnsafeMutableRawPointer? {
    let memory = mmap(
      nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    return memory == MAP_FAILED ? nil : memory
  }

  /// What a piece takes.
  package static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }

  package mutating func bytes(_ count: Int) -> UnsafeMutableRawPointer {
    let piece = base + used
    used += Self.aligned(count)
    precondition(used <= capacity, "the workspace has \(capacity) bytes, and \(used) are needed")
    peak = max(peak, used)
    return piece
  }

  /// Values that need no upkeep; they are whatever was there before.
  package mutating func buffer<Value: BitwiseCopyable>(
    _ count: Int, of type: Value.Type
  ) -> UnsafeMutableBufferPointer<Value> {
    let start = bytes(count * MemoryLayout<Value>.stride).bindMemory(to: type, capacity: count)
    return UnsafeMutableBufferPointer(start: start, count: count)
  }

  /// A matrix whose elements are whatever was there before.
  package mutating func matrix(rows: Int, columns: Int) -> Matrix {
    let piece = bytes(rows * columns * MemoryLayout<Float>.stride)
    return Matrix(
      piece.bindMemory(to: Float.self, capacity: rows * columns), rows: rows, columns: columns)
  }

  package struct Mark { fileprivate let used: Int }

  package var mark: Mark { Mark(used: used) }

  package mutating func release(to mark: Mark) {
    precondition(mark.used <= used, "a mark of before")
    used = mark.used
  }
}
