import Kernels
import Testing

/// How a matrix lies in memory, and how a kernel is called with it.
struct Layout: CustomTestStringConvertible {
  var gap = 0
  var offset = 0
  var inPlace = false
  var kernelAddsBias = true

  var testDescription: String {
    "\(gap) floats between rows, \(offset) before the first"
      + (inPlace ? ", in place" : "") + (kernelAddsBias ? "" : ", bias added before")
  }
}

/// A matrix with room around its rows, which shows when something is written there.
final class SampleMatrix {
  private static let untouched: Float = 12345.678

  private let memory: UnsafeMutableBufferPointer<Float>
  private let offset: Int
  private let stride: Int
  let count: Int
  let width: Int

  init(_ count: Int, _ width: Int, _ layout: Layout, _ value: (Int, Int) -> Float) {
    (self.count, self.width) = (count, width)
    (offset, stride) = (layout.offset, width + layout.gap)
    memory = .allocate(capacity: layout.offset + count * stride + 16)
    memory.initialize(repeating: Self.untouched)
    for row in 0..<count {
      for column in 0..<width { self[row, column] = value(row, column) }
    }
  }

  /// Random floats, with room around the rows.
  convenience init(_ count: Int, _ width: Int, seed: Int) {
    let floats = randomFloats(count * width, seed: seed)
    self.init(count, width, Layout(gap: 3, offset: 1)) { floats[$0 * width + $1] }
  }

  deinit { memory.deallocate() }

  subscript(row: Int, column: Int) -> Float {
    get { memory[offset + row * stride + column] }
    set { memory[offset + row * stride + column] = newValue }
  }

  var matrix: Matrix {
    Matrix(memory.baseAddress! + offset, rows: count, columns: width, stride: stride)
  }

  var rows: [[Float]] { (0..<count).map { row in (0..<width).map { self[row, $0] } } }

  fileprivate var isWholeAroundRows: Bool {
    memory.indices.allSatisfy { index in
      let (row, column) = (index - offset).quotientAndRemainder(dividingBy: max(stride, 1))
      let isInside = index >= offset && row < count && column < width
      return isInside || memory[index] == Self.untouched
    }
  }
}

extension [SampleMatrix] {
  /// Nothing was written beside the rows.
  func expectWholeAroundRows() {
    for matrix in self { #expect(matrix.isWholeAroundRows) }
  }
}

/// Numbers that are spread evenly over an interval around zero, always the same.
struct Spread {
  private var phase = 0.5

  mutating func next(upTo bound: Double) -> Float {
    phase += 0.6180339887498949
    phase -= phase.rounded(.down)
    return Float((2 * phase - 1) * bound)
  }

  mutating func next(_ count: Int, upTo bound: Double) -> [Float] {
    (0..<count).map { _ in next(upTo: bound) }
  }
}
