/// A tensor's numbers, to be read: the pages of the file where they lie well, else a copy.
package struct TensorFloats: @unchecked Sendable {  // nobody writes to the memory
  private let owner: AnyObject
  /// The memory lives as long as this value or a copy of it.
  package let elements: UnsafeBufferPointer<Float>

  /// `bytes` belong to `file`, and are a multiple of four. Processors are taken to be little-endian,
  /// as the file is.
  init(_ bytes: UnsafeRawBufferPointer, of file: MappedFile) {
    let address = UInt(bitPattern: bytes.baseAddress)
    if address % UInt(MemoryLayout<Float>.alignment) == 0 {
      (owner, elements) = (file, bytes.bindMemory(to: Float.self))
    } else {
      let copy = FloatCopy(bytes)
      (owner, elements) = (copy, UnsafeBufferPointer(copy.elements))
    }
  }

  package func withSpan<Result, Failure>(
    _ body: (Span<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(owner) {} }
    return try body(elements.span)
  }
}

private final class FloatCopy {
  let elements: UnsafeMutableBufferPointer<Float>

  init(_ bytes: UnsafeRawBufferPointer) {
    elements = .allocate(capacity: bytes.count / MemoryLayout<Float>.size)
    UnsafeMutableRawBufferPointer(elements).copyMemory(from: bytes)
  }

  deinit { elements.deallocate() }
}
