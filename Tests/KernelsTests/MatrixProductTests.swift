import TestSupport
import Testing

@testable import Kernels

struct MatrixProductTests {
  private static let sizes = [1, 2, 3, 15, 16, 17, 31, 64, 100]

  /// Values that vary, without a pattern that hides a wrong index.
  private static func fill(_ matrix: Matrix, seed: Int) {
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        matrix[row, column] = Float((row * 131 + column * 71 + seed * 37) % 97 - 48) / 64
      }
    }
  }

  private static func expected(
    _ shape: (rows: Int, inner: Int, columns: Int), _ a: (Int, Int) -> Float,
    _ b: (Int, Int) -> Float
  ) -> [Double] {
    (0..<shape.rows).flatMap { row in
      (0..<shape.columns).map { column in
        (0..<shape.inner).reduce(0.0) { $0 + Double(a(row, $1)) * Double(b($1, column)) }
      }
    }
  }

  /// max |a − b| / max |b|
  private static func difference(_ c: Matrix, _ expected: [Double], minus before: Float = 0)
    -> Double
  {
    var (largest, scale) = (0.0, 1e-30)
    for row in 0..<c.rows {
      for column in 0..<c.columns {
        let wanted = expected[row * c.columns + column]
        largest = max(largest, abs(Double(c[row, column] - before) - wanted))
        scale = max(scale, abs(wanted))
      }
    }
    return largest / scale
  }

  @Test(arguments: [Precision.float32, .bfloat16], [false, true])
  func multipliesByPackedWeights(precision: Precision, accumulating: Bool) throws {
    guard precision.isSupported else { return }
    let products = MatrixProducts()
    for rows in Self.sizes {
      for (inner, columns) in [(1, 1), (3, 5), (17, 33), (64, 48), (50, 512)] {
        var workspace = Workspace(byteCount: 1 << 22, products: products)
        let a = workspace.matrix(rows: rows, columns: inner + 3).columns(0..<inner)
        let w = workspace.matrix(rows: columns, columns: inner)
        let c = workspace.matrix(rows: rows, columns: columns + 2).columns(1..<columns + 1)
        Self.fill(a, seed: 1)
        Self.fill(w, seed: 2)
        for row in 0..<rows { for column in 0..<columns { c[row, column] = 2 } }
        let weights = try PackedWeights(inputs: inner, outputs: columns, precision: precision)
        weights.pack(w, transposed: true)
        workspace.multiply(a, by: weights, into: c, accumulating: accumulating)
        let wanted = Self.expected((rows, inner, columns), { a[$0, $1] }, { w[$1, $0] })
        // The values need eight bits or fewer: bfloat16 holds them exactly.
        let found = Self.difference(c, wanted, minus: accumulating ? 2 : 0)
        #expect(found < 1e-5, "\(rows)x\(inner)x\(columns)")
      }
    }
  }

  @Test(arguments: [Precision.float32, .bfloat16])
  func multipliesTheTransposed(precision: Precision) throws {
    guard precision.isSupported else { return }
    let products = MatrixProducts()
    for steps in Self.sizes {
      for (rows, columns) in [(1, 1), (5, 3), (33, 17), (64, 48)] {
        var workspace = Workspace(byteCount: 1 << 22, products: products)
        let a = workspace.matrix(rows: steps, columns: rows)
        let b = workspace.matrix(rows: steps, columns: columns)
        let c = workspace.matrix(rows: rows, columns: columns)
        Self.fill(a, seed: 3)
        Self.fill(b, seed: 4)
        workspace.multiplyTransposed(a, by: b, into: c, precision: precision)
        let wanted = Self.expected((rows, steps, columns), { a[$1, $0] }, { b[$0, $1] })
        #expect(Self.difference(c, wanted) < 1e-5, "\(steps) steps, \(rows)x\(columns)")
      }
    }
  }

  /// What a sentence becomes must not depend on the sentences beside it.
  @Test(arguments: [Precision.float32, .bfloat16])
  func aRowHasTheSameBitsWhateverStandsBesideIt(precision: Precision) throws {
    guard precision.isSupported else { return }
    let (inner, columns, height) = (100, 333, 70)
    let weights = try PackedWeights(inputs: inner, outputs: columns, precision: precision)
    var workspace = Workspace(byteCount: 1 << 23, products: MatrixProducts(rows: .alike))
    let w = workspace.matrix(rows: columns, columns: inner)
    let a = workspace.matrix(rows: height, columns: inner)
    let c = workspace.matrix(rows: height, columns: columns)
    let alone = workspace.matrix(rows: 1, columns: columns)
    Self.fill(w, seed: 5)
    Self.fill(a, seed: 6)
    for row in 0..<height {
      for column in 0..<inner { a[row, column] += Float(row * column % 89) * 0.001 }
    }
    weights.pack(w, transposed: true)
    func bits(_ matrix: Matrix, _ row: Int) -> [UInt32] {
      (0..<columns).map { matrix[row, $0].bitPattern }
    }
    for row in 0..<height {
      workspace.multiply(a.rows(row..<row + 1), by: weights, into: alone)
      let expected = bits(alone, 0)
      for range in [0..<height, 0..<row + 1, row..<height, (row / 16 * 16)..<min(row + 9, height)] {
        workspace.multiply(a.rows(range), by: weights, into: c.rows(range))
        try #require(bits(c, row) == expected, "row \(row) among \(range)")
      }
    }
  }

  @Test func keepsProductsByShape() {
    let products = MatrixProducts()
    let shape = MatrixProduct.Shape(
      rows: 16, inner: 8, columns: 8, precision: .float32, a: .rows(stride: 8), b: .packed,
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
