import Glibc

// All that padding calls is inlinable: from another module it would run unspecialized, at an eighth
// of the speed.

/// Where sequences come to lie when they are made equally long.
@usableFromInline
struct PaddingFrame {
  @usableFromInline let length: Int
  @usableFromInline let padding: SequenceSide
  @usableFromInline let truncating: SequenceSide

  @inlinable
  init(
    longest: Int?, maxLength: Int?, padding: SequenceSide, truncating: SequenceSide
  ) throws(PaddingError) {
    guard let length = maxLength ?? longest else { throw .noSequences }
    guard length >= 0 else { throw .negativeLength(length) }
    self.length = length
    self.padding = padding
    self.truncating = truncating
  }

  /// Which of a sequence's positions are kept, and the column where they begin.
  @inlinable
  func place(count: Int, row: Int) throws(PaddingError) -> (kept: Range<Int>, start: Int) {
    // NumPy lets a single number vanish into a row of none, and so do we.
    if length == 0, count > 1, truncating == .pre { throw .cutToNothing(row: row) }
    let keptCount = min(count, length)
    let from = truncating == .pre ? count - keptCount : 0
    return (from..<from + keptCount, padding == .pre ? length - keptCount : 0)
  }

  @inlinable
  func matrix<Element: MatrixElement>(
    of type: Element.Type, filledWith value: some SequenceNumber, shape: [Int]
  ) throws(PaddingError) -> DenseMatrix<Element> {
    guard let filling = Element(converting: value.number) else {
      throw .unrepresentableValue(value.number)
    }
    guard fitsIntoMemory(shape: shape, elementSize: MemoryLayout<Element>.size) else {
      throw .tooLarge(shape: shape)
    }
    return DenseMatrix(repeating: filling, shape: shape)
  }
}

/// A length mistyped by some zeros is better refused than tried: Swift ends a program that asks for
/// more memory than there is.
@usableFromInline
func fitsIntoMemory(shape: [Int], elementSize: Int) -> Bool {
  var bytes = elementSize
  for dimension in shape {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: dimension)
    if overflow { return false }
    bytes = product
  }
  return bytes / sysconf(Int32(_SC_PAGESIZE)) <= sysconf(Int32(_SC_PHYS_PAGES))
}
