import Testing

@testable import Kernels

struct MatrixProductTests {
  private static let precisions = Precision.allCases.filter(\.isSupported)

  @Test(arguments: precisions, [false, true])
  func multipliesByPackedWeights(precision: Precision, accumulating: Bool) throws {
    try ProductChecks.checkPacked(precision, accumulating: accumulating)
  }

  @Test(arguments: precisions)
  func multipliesByWeightsThatLieAsTheyAre(precision: Precision) throws {
    try ProductChecks.checkPacked(precision, accumulating: false, transposed: false)
  }

  @Test(arguments: precisions, [MultiplicationCache.Rows.together, .alike])
  func addsABias(precision: Precision, rows: MultiplicationCache.Rows) throws {
    let (height, inner, columns) = (37, 40, 70)
    let workspace = Workspace(byteCount: 1 << 20, products: MultiplicationCache(rows: rows))
    let (a, _, weights) = try sample(height, inner, columns, precision, in: workspace)
    let bias = workspace.matrix(rows: 1, columns: columns)
    ProductChecks.fill(bias, seed: 2)
    let (alone, withBias) = (
      workspace.matrix(rows: height, columns: columns),
      workspace.matrix(rows: height, columns: columns + 1).columns(0..<columns)
    )
    workspace.multiply(a, by: weights, into: alone)
    workspace.multiply(
      a, by: weights, into: withBias,
      bias: UnsafeBufferPointer(start: bias.elements, count: columns))
    for row in 0..<height {
      for column in 0..<columns {
        // No sum of such values is rounded.
        #expect(withBias[row, column] == alone[row, column] + bias[0, column])
      }
    }
  }

  /// oneDNN's reference is 2,000 times as slow.
  @Test(arguments: precisions)
  func hasAFastProductWithABias(precision: Precision) throws {
    var shape = MatrixMultiplication.Shape(rows: 64, inner: 512, columns: 6482, packed: precision.operands)
    let alone = try MatrixMultiplication(shape)
    shape.hasBias = true
    #expect(try MatrixMultiplication(shape).implementation == alone.implementation)
  }

  /// More rows than go at once, of values whose sums are not rounded.
  @Test(arguments: precisions)
  func multipliesManyRows(precision: Precision) throws {
    let (height, inner, columns) = (2000, 8, 24)
    let workspace = Workspace(byteCount: 1 << 22)
    let (a, w, weights) = try sample(height, inner, columns, precision, in: workspace)
    let b = workspace.matrix(rows: height, columns: columns)
    ProductChecks.fill(b, seed: 2)
    let (left, right) = (workspace.operand(a, precision), workspace.operand(b, precision))
    let product = workspace.matrix(rows: height, columns: columns)
    workspace.multiply(left, by: weights, into: product)
    let gradient = workspace.matrix(rows: inner, columns: columns)
    workspace.multiplyTransposed(left, by: right, into: gradient)
    for column in 0..<columns {
      for row in 0..<height {
        let sum = (0..<inner).reduce(0.0) { $0 + Double(a[row, $1]) * Double(w[column, $1]) }
        #expect(Double(product[row, column]) == sum)
      }
      for row in 0..<inner {
        let sum = (0..<height).reduce(0.0) { $0 + Double(a[$1, row]) * Double(b[$1, column]) }
        #expect(Double(gradient[row, column]) == sum)
      }
    }
  }

  @Test(arguments: precisions)
  func anOperandServesSeveralProducts(precision: Precision) throws {
    let (height, inner, columns) = (33, 20, 50)
    let workspace = Workspace(byteCount: 1 << 20)
    let (a, _, weights) = try sample(height, inner, columns, precision, in: workspace)
    let operand = workspace.operand(a, precision)
    let products = (0..<2).map { _ in workspace.matrix(rows: height, columns: columns) }
    workspace.multiply(a, by: weights, into: products[0])
    workspace.multiply(operand, by: weights, into: products[1])
    let gradients = (0..<2).map { _ in workspace.matrix(rows: inner, columns: inner) }
    workspace.multiplyTransposed(a, by: a, into: gradients[0], precision: precision)
    workspace.multiplyTransposed(operand, by: operand, into: gradients[1])
    for pair in [products, gradients] {
      #expect(
        (0..<pair[0].rows).allSatisfy { row in
          (0..<pair[0].columns).allSatisfy { pair[0][row, $0] == pair[1][row, $0] }
        })
    }
  }

  /// x [rows, inputs], and weights of as many inputs, as they are and packed.
  private func sample(
    _ rows: Int, _ inputs: Int, _ outputs: Int, _ precision: Precision,
    in workspace: Workspace
  ) throws -> (x: Matrix, w: Matrix, packed: PackedWeights) {
    let x = workspace.matrix(rows: rows, columns: inputs)
    let w = workspace.matrix(rows: outputs, columns: inputs)
    ProductChecks.fill(x, seed: 0)
    ProductChecks.fill(w, seed: 1)
    let packed = try PackedWeights(inputs: inputs, outputs: outputs, precision: precision)
    packed.pack(w, transposed: true)
    return (x, w, packed)
  }

  @Test(arguments: precisions)
  func multipliesTheTransposed(precision: Precision) {
    ProductChecks.checkTransposed(precision)
  }

  /// What a sentence becomes must not depend on the sentences beside it.
  @Test(arguments: precisions)
  func aRowHasTheSameBitsWhateverStandsBesideIt(precision: Precision) throws {
    try ProductChecks.checkSolitude(precision)
  }

  @Test func keepsProductsByShape() {
    let products = MultiplicationCache()
    let shape = MatrixMultiplication.Shape(
      rows: 16, inner: 8, columns: 8, operands: .float32, a: .rows(stride: 8), b: .packed,
      strideC: 8, accumulates: false)
    #expect(products.product(shape) === products.product(shape))
  }
}

struct WorkspaceTests {
  @Test func handsOutAlignedPiecesAndTakesThemBack() {
    let workspace = Workspace(byteCount: 1000)
    let first = workspace.bytes(1)
    let mark = workspace.mark
    let second = workspace.bytes(100)
    #expect(Int(bitPattern: first) % 64 == 0 && second == first + 64)
    workspace.release(to: mark)
    #expect(workspace.bytes(3) == second)
    #expect(workspace.peak == 64 + 128)
  }

  @Test func cutsViews() {
    let workspace = Workspace(byteCount: 1000)
    let matrix = workspace.matrix(rows: 4, columns: 5)
    for row in 0..<4 { for column in 0..<5 { matrix[row, column] = Float(row * 10 + column) } }
    let part = matrix.rows(1..<3).columns(2..<5)
    #expect(part.rows == 2 && part.columns == 3 && part.stride == 5)
    #expect(part[1, 2] == 24)
  }
}
