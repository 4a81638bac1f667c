import Testing
import Threading

@testable import Kernels

private let precisions = Precision.allCases.filter(\.isSupported)
private let precisionsAndInt8 = precisions + [.int8]

struct MatrixMultiplicationTests {
  @Test(.enabled(if: Precision.bfloat16.isSupported))
  func `the tests of all precisions run in bfloat16 too`() {
    #expect(precisions.contains(.bfloat16))
  }

  // MARK: Packed weights

  @Test(arguments: precisions, [false, true])
  func `multiplications by packed weights give what those in double give`(
    precision: Precision, accumulating: Bool
  ) throws {
    try MultiplicationChecks.checkPacked(precision, accumulating: accumulating)
  }

  @Test(arguments: precisions)
  func `so are those of weights that are not transposed`(precision: Precision) throws {
    try MultiplicationChecks.checkPacked(precision, accumulating: false, transposed: false)
  }

  @Test(arguments: precisionsAndInt8, [false, true])
  func `a bias is added to every row`(precision: Precision, batchInvariant: Bool) throws {
    let sample = try Sample(37, 40, 70, precision, batchInvariant: batchInvariant)
    let workspace = sample.workspace
    let bias = workspace.matrix(rows: 1, columns: 70)
    MultiplicationChecks.fill(bias, seed: 2)
    let alone = workspace.matrix(rows: 37, columns: 70)
    let withBias = workspace.matrix(rows: 37, columns: 71).columns(0..<70)
    workspace.multiply(sample.x, by: sample.weights, into: alone)
    workspace.multiply(
      sample.x, by: sample.weights, into: withBias,
      bias: UnsafeBufferPointer(start: bias.elements, count: 70))
    for row in 0..<37 {
      for column in 0..<70 {
        // The sums of such values are not rounded, and those of int8 once.
        #expect(withBias[row, column] == alone[row, column] + bias[0, column])
      }
    }
  }

  @Test(arguments: precisionsAndInt8, [false, true])
  func `results are added to what is there`(precision: Precision, batchInvariant: Bool) throws {
    let sample = try Sample(37, 40, 70, precision, batchInvariant: batchInvariant)
    let workspace = sample.workspace
    let (alone, before, sum) = (
      workspace.matrix(rows: 37, columns: 70), workspace.matrix(rows: 37, columns: 70),
      workspace.matrix(rows: 37, columns: 71).columns(0..<70)
    )
    MultiplicationChecks.fill(before, seed: 2)
    sum.copy(before)
    workspace.multiply(sample.x, by: sample.weights, into: alone)
    workspace.multiply(sample.x, by: sample.weights, into: sum, accumulating: true)
    for row in 0..<37 {
      for column in 0..<70 {
        #expect(sum[row, column] == alone[row, column] + before[row, column])
      }
    }
  }

  /// oneDNN's reference is 2,000 times as slow.
  @Test(arguments: precisions)
  func `with a bias the implementation is as fast`(precision: Precision) throws {
    var shape = MatrixMultiplication.Shape(
      rows: 64, inner: 512, columns: 6482, precision: precision, a: .rows(stride: 512),
      b: .packed, strideC: 6482, accumulates: false)
    let alone = try MatrixMultiplication(shape)
    shape.hasBias = true
    #expect(try MatrixMultiplication(shape).implementation == alone.implementation)
  }

  /// What a sentence becomes must not depend on the sentences beside it.
  @Test(arguments: precisionsAndInt8)
  func `a row has the same bits whatever stands beside it`(precision: Precision) throws {
    try MultiplicationChecks.checkSolitude(precision)
  }

  /// Halves of wider rows, such as those of a layer's two directions, and what lies beside them.
  @Test(arguments: precisionsAndInt8, [(false, false), (false, true), (true, false), (true, true)])
  func `rows that lie apart have the bits of rows that do not`(
    precision: Precision, _ how: (batchInvariant: Bool, accumulating: Bool)
  ) throws {
    let (height, inner, width) = (35, 20, 33)
    let weights = try PackedWeights(inputs: inner, outputs: width, precision)
    let workspace = Workspace(
      byteCount: 1 << 20,
      multiplications: MultiplicationCache(batchInvariant: how.batchInvariant))
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
      sample(height, inner, seed: 2), by: weights, into: dense, accumulating: how.accumulating)
    let apart = sample(height, width, seed: 3, gap: 5)
    workspace.multiply(
      sample(height, inner, seed: 2, gap: 3).columns(0..<inner), by: weights,
      into: apart.columns(0..<width), accumulating: how.accumulating)
    for row in 0..<height {
      #expect((0..<width).allSatisfy { apart[row, $0] == dense[row, $0] }, "row \(row)")
      #expect((width..<width + 5).allSatisfy { apart[row, $0] == 7 }, "beside row \(row)")
    }
  }

  // MARK: Training

  @Test(arguments: precisions) func `multiplications of the transposed`(precision: Precision) {
    MultiplicationChecks.checkTransposed(precision)
  }

  /// More rows than go at once, of values whose sums are not rounded.
  @Test(arguments: precisions)
  func `many rows are multiplied exactly where no sum is rounded`(precision: Precision) throws {
    let (height, inner, columns) = (2000, 8, 24)
    let sample = try Sample(height, inner, columns, precision)
    let (workspace, a, w) = (sample.workspace, sample.x, sample.w)
    let b = workspace.matrix(rows: height, columns: columns)
    MultiplicationChecks.fill(b, seed: 2)
    let (left, right) = (workspace.operand(a, precision), workspace.operand(b, precision))
    let result = workspace.matrix(rows: height, columns: columns)
    workspace.multiply(left, by: sample.weights, into: result)
    let gradient = workspace.matrix(rows: inner, columns: columns)
    workspace.multiplyTransposed(left, by: right, into: gradient)
    for column in 0..<columns {
      for row in 0..<height {
        let sum = (0..<inner).reduce(0.0) { $0 + Double(a[row, $1]) * Double(w[column, $1]) }
        #expect(Double(result[row, column]) == sum)
      }
      for row in 0..<inner {
        let sum = (0..<height).reduce(0.0) { $0 + Double(a[$1, row]) * Double(b[$1, column]) }
        #expect(Double(gradient[row, column]) == sum)
      }
    }
  }

  @Test(arguments: precisions)
  func `an operand serves several multiplications`(precision: Precision) throws {
    let (height, inner, columns) = (33, 20, 50)
    let sample = try Sample(height, inner, columns, precision)
    let (workspace, a, weights) = (sample.workspace, sample.x, sample.weights)
    let operand = workspace.operand(a, precision)
    let results = (0..<2).map { _ in workspace.matrix(rows: height, columns: columns) }
    workspace.multiply(a, by: weights, into: results[0])
    workspace.multiply(operand, by: weights, into: results[1])
    let gradients = (0..<2).map { _ in workspace.matrix(rows: inner, columns: inner) }
    workspace.multiplyTransposed(a, by: a, into: gradients[0], precision: precision)
    workspace.multiplyTransposed(operand, by: operand, into: gradients[1])
    for pair in [results, gradients] {
      #expect(
        (0..<pair[0].rows).allSatisfy { row in
          (0..<pair[0].columns).allSatisfy { pair[0][row, $0] == pair[1][row, $0] }
        })
    }
  }

  /// Rows, and weights of as many inputs, as they are and packed.
  private struct Sample {
    let workspace: Workspace
    let x: Matrix  // [rows, inputs]
    let w: Matrix  // [outputs, inputs]
    let weights: PackedWeights

    init(
      _ rows: Int, _ inputs: Int, _ outputs: Int, _ precision: Precision,
      batchInvariant: Bool = false
    ) throws {
      workspace = Workspace(
        byteCount: 1 << 22, multiplications: MultiplicationCache(batchInvariant: batchInvariant))
      x = workspace.matrix(rows: rows, columns: inputs)
      w = workspace.matrix(rows: outputs, columns: inputs)
      MultiplicationChecks.fill(x, seed: 0)
      MultiplicationChecks.fill(w, seed: 1)
      weights = try PackedWeights(inputs: inputs, outputs: outputs, precision)
      weights.pack(w, transposed: true)
    }
  }
}

/// Multiplications and packed weights are shared by threads, each of which has a workspace of its own.
struct SharedMultiplicationTests {
  private static let (heights, inner, columns) = (1...20, 40, 50)

  /// So many rounds that threads take over what others, which have ended, kept in oneDNN's shim.
  @Test(arguments: precisionsAndInt8)
  func `several threads compute what one computes`(precision: Precision) throws {
    let weights = try PackedWeights(inputs: Self.inner, outputs: Self.columns, precision)
    let workspace = Workspace(byteCount: 1 << 20)
    let w = workspace.matrix(rows: Self.columns, columns: Self.inner)
    MultiplicationChecks.fill(w, seed: 1)
    weights.pack(w, transposed: true)
    let alone = Self.results(threads: 1, weights)
    for _ in 0..<20 {
      #expect(Self.results(threads: 5, weights).allSatisfy { $0 == alone[0] })
    }
  }

  /// The bits of multiplications of several heights, made at once by independent threads.
  private static func results(threads: Int, _ weights: PackedWeights) -> [[UInt32]] {
    let multiplications = MultiplicationCache()
    let results = Guarded<[[UInt32]]>(Array(repeating: [], count: threads))
    withThreads(threads) { thread in
      MatrixMultiplication.useOnlyThisThread()
      let workspace = Workspace(byteCount: 1 << 20, multiplications: multiplications)
      var bits: [UInt32] = []
      for height in heights {
        let a = workspace.matrix(rows: height, columns: inner)
        let c = workspace.matrix(rows: height, columns: columns)
        MultiplicationChecks.fill(a, seed: height)
        workspace.multiply(a, by: weights, into: c)
        for row in 0..<height { bits += (0..<columns).map { c[row, $0].bitPattern } }
      }
      results.withLock { $0[thread] = bits }
    }
    return results.withLock { $0 }
  }
}
