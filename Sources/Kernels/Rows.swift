/// A matrix in memory of the caller's, to read: row upon row, each `stride` floats after the last.
package struct Rows {
  package let start: UnsafePointer<Float>
  package let count: Int
  package let width: Int
  package let stride: Int

  /// Rows without a gap between them unless a stride says otherwise.
  package init(_ start: UnsafePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
    self.start = start
    self.count = count
    self.width = width
    self.stride = stride ?? width
    precondition(count >= 0 && width >= 0 && self.stride >= width, "rows overlap")
  }

  func requireShape(_ count: Int, _ width: Int) {
    precondition(
      self.count == count && self.width == width,
      "[\(self.count), \(self.width)] is not [\(count), \(width)]")
  }
}

/// A matrix in memory of the caller's, to write, or to read and write.
package struct MutableRows {
  package let start: UnsafeMutablePointer<Float>
  package let count: Int
  package let width: Int
  package let stride: Int

  /// Rows without a gap between them unless a stride says otherwise.
  package init(_ start: UnsafeMutablePointer<Float>, count: Int, width: Int, stride: Int? = nil) {
    self.start = start
    self.count = count
    self.width = width
    self.stride = stride ?? width
    precondition(count >= 0 && width >= 0 && self.stride >= width, "rows overlap")
  }

  /// The same matrix, to read.
  package var toRead: Rows { Rows(start, count: count, width: width, stride: stride) }

  func requireShape(_ count: Int, _ width: Int) { toRead.requireShape(count, width) }
}
