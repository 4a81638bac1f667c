import Kernels
import Testing

@Suite struct StridedProductTests {
  /// Halves of wider rows, such as those of a layer's two directions, and what lies beside them.
  @Test(arguments: [MultiplicationCache.Rows.together, .alike], [false, true])
  func `rows that lie apart have the bits of rows that do not`(
    _ rows: MultiplicationCache.Rows, _ accumulating: Bool
  ) throws {
    let (height, inner, width) = (35, 20, 33)
    let weights = try PackedWeights(inputs: inner, outputs: width, precision: .float32)
    let workspace = Workspace(byteCount: 1 << 20, products: MultiplicationCache(rows: rows))
    func sample(_ rows: Int, _ columns: Int, seed: Int, gap: Int = 0) -> Matrix {
      let matrix = workspace.matrix(rows: rows, columns: columns + gap)
      matrix.fill(with: 7)
      let floats = randomFloats(rows * columns, seed: seed)
      for index in floats.indices { matrix[index / columns, index % columns] = floats[index] }
      return matrix
    }
    weights.pack(sample(width, inner, seed: 1), transposed: true)
    let dense = sample(height, width, seed: 3)
    workspace.multiply(
      sample(height, inner, seed: 2), by: weights, into: dense, accumulating: accumulating)
    let apart = sample(height, width, seed: 3, gap: 5)
    workspace.multiply(
      sample(height, inner, seed: 2, gap: 3).columns(0..<inner), by: weights,
      into: apart.columns(0..<width), accumulating: accumulating)
    for row in 0..<height {
      #expect((0..<width).allSatisfy { apart[row, $0] == dense[row, $0] }, "row \(row)")
      #expect((width..<width + 5).allSatisfy { apart[row, $0] == 7 }, "beside row \(row)")
    }
  }
}
