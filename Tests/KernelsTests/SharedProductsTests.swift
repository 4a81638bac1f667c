import Kernels
import Testing
import Threading

/// Products and packed weights are shared by threads, each of which has a workspace of its own.
struct SharedProductsTests {
  static let (heights, inner, columns) = (1...20, 40, 50)

  /// The bits of products of several heights, made at once by `threads` threads that know nothing of
  /// each other.
  static func results(
    threads: Int, _ multiply: @Sendable (Workspace, Matrix, Matrix) -> Void
  ) -> [[UInt32]] {
    let products = MultiplicationCache()
    let results = Guarded<[[UInt32]]>(Array(repeating: [], count: threads))
    withThreads(threads) { thread in
      MatrixMultiplication.useOnlyThisThread()
      let workspace = Workspace(byteCount: 1 << 20, products: products)
      var bits: [UInt32] = []
      for height in heights {
        let a = workspace.matrix(rows: height, columns: inner)
        let c = workspace.matrix(rows: height, columns: columns)
        ProductChecks.fill(a, seed: height)
        multiply(&workspace, a, c)
        for row in 0..<height { bits += (0..<columns).map { c[row, $0].bitPattern } }
      }
      results.withLock { $0[thread] = bits }
    }
    return results.withLock { $0 }
  }

  /// So many rounds that threads take over what others, which have ended, kept in oneDNN's shim.
  @Test func `products of floats are those of one thread`() throws {
    let weights = try PackedWeights(
      inputs: Self.inner, outputs: Self.columns, precision: .float32)
    let workspace = Workspace(byteCount: 1 << 20)
    let w = workspace.matrix(rows: Self.columns, columns: Self.inner)
    ProductChecks.fill(w, seed: 1)
    weights.pack(w, transposed: true)
    let alone = Self.results(threads: 1) { $0.multiply($1, by: weights, into: $2) }
    for _ in 0..<20 {
      let together = Self.results(threads: 5) { $0.multiply($1, by: weights, into: $2) }
      #expect(together.allSatisfy { $0 == alone[0] })
    }
  }

  @Test func `products of integers are those of one thread`() throws {
    let weights = try QuantizedWeights(inputs: Self.inner, outputs: Self.columns)
    let workspace = Workspace(byteCount: 1 << 20)
    let w = workspace.matrix(rows: Self.columns, columns: Self.inner)
    ProductChecks.fill(w, seed: 2)
    weights.pack(w)
    let alone = Self.results(threads: 1) { $0.multiply($1, by: weights, into: $2) }
    let together = Self.results(threads: 5) { $0.multiply($1, by: weights, into: $2) }
    #expect(together.allSatisfy { $0 == alone[0] })
  }
}
