import Files
import Kernels

@testable import RecurrentModels

/// `count` numbers from −1 to 1.
func randomNumbers(_ count: Int, _ random: inout SplitMix64) -> [Float] {
  (0..<count).map { _ in Float(random.next() >> 40) / Float(1 << 24) * 2 - 1 }
}

/// max |a − b| / max |b|; infinite where they are not equally many or one is not a number.
func relativeDifference(_ a: [Float], _ b: [Double]) -> Double {
  if a.count != b.count || a.contains(where: \.isNaN) { return .infinity }
  let scale = b.map(abs).max() ?? 0
  return (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / (scale == 0 ? 1 : scale)
}

/// The slope of a loss along each of its numbers, by central differences.
func slopes(at numbers: [Double], of loss: ([Double]) -> Double) -> [Double] {
  let step = 1e-5
  return numbers.indices.map { index in
    var (above, below) = (numbers, numbers)
    above[index] += step
    below[index] -= step
    return (loss(above) - loss(below)) / (2 * step)
  }
}

/// Σ a · b
func weightedSum(_ a: [Double], _ b: [Float]) -> Double {
  precondition(a.count == b.count)
  return zip(a, b).reduce(0) { $0 + $1.0 * Double($1.1) }
}

extension Matrix {
  /// All elements, row after row.
  var numbers: [Float] {
    (0..<rows).flatMap { UnsafeBufferPointer(start: elements + $0 * stride, count: columns) }
  }
}

extension Workspace {
  /// A matrix of these numbers, row after row, with a gap after each row.
  func matrix(_ numbers: [Float], columns: Int, gap: Int = 0) -> Matrix {
    precondition(numbers.count.isMultiple(of: columns))
    let matrix = matrix(rows: numbers.count / columns, columns: columns + gap)
      .columns(0..<columns)
    for (index, number) in numbers.enumerated() {
      matrix[index / columns, index % columns] = number
    }
    return matrix
  }
}

extension ParameterLayout {
  /// Runs with these weights, and with gradients that begin at zero and are returned.
  ///
  /// - Parameter matrices: those that are multiplied by.
  func withPass(
    _ weights: [Float], _ matrices: [Tensor], precision: Precision = .float32,
    dropout: DropoutContext? = nil, in workspace: Workspace = Workspace(byteCount: 1 << 24),
    _ body: (Pass) throws -> Void
  ) throws -> [Float] {
    let array = FloatArray(weights)
    let values = ParameterValues(array.elements, layout: self)
    let packed = try PackedParameters(matrices, precision, forTraining: true)
    packed.pack(values)
    let gradients = Gradients(self)
    try withExtendedLifetime(array) {
      try body(Pass(values, packed, gradients: gradients, dropout: dropout, in: workspace))
    }
    return gradients.array.values
  }
}
