import Testing

@testable import Kernels

struct MatrixProductsTests {
  private func shape(rows: Int) -> MatrixMultiplication.Shape {
    MatrixMultiplication.Shape(
      rows: rows, inner: 8, columns: 4, operands: .float32, a: .rows(stride: 8),
      b: .rows(stride: 4), strideC: 4, accumulates: false)
  }

  @Test func `keeps so many, and lets go what nobody has wanted for longest`() {
    let products = MultiplicationCache(limit: 3)
    let first = (1...3).map { products.product(shape(rows: $0)) }
    #expect(products.product(shape(rows: 1)) === first[0])
    _ = products.product(shape(rows: 4))
    #expect(products.count == 3)
    #expect(products.product(shape(rows: 1)) === first[0])
    #expect(products.product(shape(rows: 3)) === first[2])
    #expect(products.product(shape(rows: 2)) !== first[1])
    #expect(products.count == 3)
  }

  @Test func `a product of many sizes stays right where few are kept`() {
    MatrixMultiplication.useOnlyThisThread()
    let products = MultiplicationCache(limit: 2)
    var few = Workspace(byteCount: 1 << 20, products: products)
    var all = Workspace(byteCount: 1 << 20)
    func product(_ rows: Int, in workspace: Workspace) -> [UInt32] {
      let a = workspace.matrix(rows: rows, columns: 8)
      let b = workspace.matrix(rows: rows, columns: 4)
      let c = workspace.matrix(rows: 8, columns: 4)
      ProductChecks.fill(a, seed: rows)
      ProductChecks.fill(b, seed: rows + 1)
      workspace.multiplyTransposed(a, by: b, into: c)
      return (0..<8).flatMap { row in (0..<4).map { c[row, $0].bitPattern } }
    }
    for rows in [5, 6, 7, 5, 9, 6] {
      #expect(product(rows, in: &few) == product(rows, in: &all), "\(rows) rows")
    }
    #expect(products.count == 2)
  }
}
