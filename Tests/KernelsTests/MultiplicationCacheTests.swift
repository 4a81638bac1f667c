import Testing

@testable import Kernels

struct MultiplicationCacheTests {
  private func shape(rows: Int) -> MatrixMultiplication.Shape {
    MatrixMultiplication.Shape(
      rows: rows, inner: 8, columns: 4, precision: .float32, a: .rows(stride: 8),
      b: .rows(stride: 4), strideC: 4, accumulates: false)
  }

  @Test func `multiplications are kept by shape`() {
    let cache = MultiplicationCache()
    let shape = MatrixMultiplication.Shape(
      rows: 16, inner: 8, columns: 8, precision: .float32, a: .rows(stride: 8), b: .packed,
      strideC: 8, accumulates: false)
    #expect(cache.multiplication(shape) === cache.multiplication(shape))
  }

  @Test func `of more shapes than are kept, the one least recently used goes`() {
    let cache = MultiplicationCache(limit: 3)
    let first = (1...3).map { cache.multiplication(shape(rows: $0)) }
    #expect(cache.multiplication(shape(rows: 1)) === first[0])
    _ = cache.multiplication(shape(rows: 4))
    #expect(cache.count == 3)
    #expect(cache.multiplication(shape(rows: 1)) === first[0])
    #expect(cache.multiplication(shape(rows: 3)) === first[2])
    #expect(cache.multiplication(shape(rows: 2)) !== first[1])
    #expect(cache.count == 3)
  }

  @Test func `multiplications of many sizes stay right where few are kept`() {
    MatrixMultiplication.useOnlyThisThread()
    let cache = MultiplicationCache(limit: 2)
    let few = Workspace(byteCount: 1 << 20, multiplications: cache)
    let all = Workspace(byteCount: 1 << 20)
    func result(_ rows: Int, in workspace: Workspace) -> [UInt32] {
      let a = workspace.matrix(rows: rows, columns: 8)
      let b = workspace.matrix(rows: rows, columns: 4)
      let c = workspace.matrix(rows: 8, columns: 4)
      MultiplicationChecks.fill(a, seed: rows)
      MultiplicationChecks.fill(b, seed: rows + 1)
      workspace.multiplyTransposed(a, by: b, into: c)
      return (0..<8).flatMap { row in (0..<4).map { c[row, $0].bitPattern } }
    }
    for rows in [5, 6, 7, 5, 9, 6] {
      #expect(result(rows, in: few) == result(rows, in: all), "\(rows) rows")
    }
    #expect(cache.count == 2)
  }
}
