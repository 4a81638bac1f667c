import Glibc

/// Floats that stay where they are for as long as they are wanted: weights, gradients, moments.
///
/// Threads may share it as they write to ranges of their own.
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
