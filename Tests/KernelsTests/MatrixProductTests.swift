import Testing

@testable import Kernels

struct MatrixProductTests {
  private static let precisions = Precision.allCases.filter(\.isSupported)

  @Test(arguments: precisions, [false, true])
  func multipliesByPackedWeights(precision: Precision, accumulating: Bool) throws {
    try ProductChecks.checkPacked(precision, accumulating: accumulating)
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
    let products = MatrixProducts()
    let shape = MatrixProduct.Shape(
      rows: 16, inner: 8, columns: 8, operands: .float32, a: .rows(stride: 8), b: .packed,
      strideC: 8, accumulates: false)
    #expect(products.product(shape) === products.product(shape))
  }
}

struct WorkspaceTests {
  @Test func handsOutAlignedPiecesAndTakesThemBack() {
    var workspace = Workspace(byteCount: 1000)
    let first = workspace.bytes(1)
    let mark = workspace.mark
    let second = workspace.bytes(100)
    #expect(Int(bitPattern: first) % 64 == 0 && second == first + 64)
    workspace.release(to: mark)
    #expect(workspace.bytes(3) == second)
    #expect(workspace.peak == 64 + 128)
  }

  @Test func cutsViews() {
    var workspace = Workspace(byteCount: 1000)
    let matrix = workspace.matrix(rows: 4, columns: 5)
    for row in 0..<4 { for column in 0..<5 { matrix[row, column] = Float(row * 10 + column) } }
    let part = matrix.rows(1..<3).columns(2..<5)
    #expect(part.rows == 2 && part.columns == 3 && part.stride == 5)
    #expect(part[1, 2] == 24)
  }
}
