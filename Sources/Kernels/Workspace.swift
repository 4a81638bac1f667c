/// Memory for everything that is made and forgotten within a step, got once, before the loop.
///
/// It is handed out from front to back in pieces that begin at multiples of 64 bytes, and taken back
/// all at once or down to a mark. Running out is a fault of whoever sized it, and traps.
package struct Workspace: ~Copyable {
  package static let alignment = 64
  private let base: UnsafeMutableRawPointer
  private let capacity: Int
  private var used = 0
  /// The most that was ever used: what a dry run learns.
  package private(set) var peak = 0

  package init(byteCount: Int) {
    capacity = Self.aligned(byteCount)
    base = .allocate(byteCount: max(capacity, 1), alignment: Self.alignment)
  }

  deinit { base.deallocate() }

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
