import Testing

@testable import Kernels

/// What multiplications must give on any processor: called on this one, and on what is left of it with fewer
/// instructions.
///
/// They keep to their threads: many run at once, and those that oneDNN would start for each wait for
/// each other by counting (20 seconds rather than 2 where others are at work).
enum MultiplicationChecks {
  static let heights = [1, 2, 3, 15, 16, 17, 31, 64, 100]

  /// y = x · B and y += x · B, of views with room around their rows, where B lies as it is or, as
  /// layers keep it, transposed.
  static func checkPacked(
    _ precision: Precision, accumulating: Bool, transposed: Bool = true
  ) throws {
    MatrixMultiplication.useOnlyThisThread()
    let multiplications = MultiplicationCache()
    for rows in heights {
      for (inner, columns) in [(1, 1), (3, 5), (17, 33), (64, 48), (70, 150), (50, 512)] {
        let workspace = Workspace(byteCount: 1 << 22, multiplications: multiplications)
        let a = workspace.matrix(rows: rows, columns: inner + 3).columns(0..<inner)
        let w = workspace.matrix(
          rows: transposed ? columns : inner, columns: transposed ? inner : columns)
        let c = workspace.matrix(rows: rows, columns: columns + 2).columns(1..<columns + 1)
        fill(a, seed: 1)
        fill(w, seed: 2)
        c.fill(with: 2)
        let weights = try PackedWeights(inputs: inner, outputs: columns, precision)
        weights.pack(w, transposed: transposed)
        workspace.multiply(a, by: weights, into: c, accumulating: accumulating)
        let expected = products(
          (rows, inner, columns), { a[$0, $1] }, { transposed ? w[$1, $0] : w[$0, $1] })
        // The values need eight bits or fewer: bfloat16 holds them exactly.
        let difference = difference(c, expected, minus: accumulating ? 2 : 0)
        #expect(difference < 1e-5, "\(rows)x\(inner)x\(columns)")
      }
    }
  }

  /// aᵀ · b
  static func checkTransposed(_ precision: Precision) {
    MatrixMultiplication.useOnlyThisThread()
    let multiplications = MultiplicationCache()
    for steps in heights {
      for (rows, columns) in [(1, 1), (5, 3), (33, 17), (64, 48)] {
        let workspace = Workspace(byteCount: 1 << 22, multiplications: multiplications)
        let a = workspace.matrix(rows: steps, columns: rows)
        let b = workspace.matrix(rows: steps, columns: columns)
        let c = workspace.matrix(rows: rows, columns: columns)
        fill(a, seed: 3)
        fill(b, seed: 4)
        workspace.multiplyTransposed(a, by: b, into: c, precision: precision)
        let expected = products((rows, steps, columns), { a[$1, $0] }, { b[$0, $1] })
        #expect(difference(c, expected) < 1e-5, "\(steps) steps, \(rows)x\(columns)")
      }
    }
  }

  /// A row's bits do not depend on the rows beside it: in int8 whatever the cache, since sums of
  /// integers are exact.
  static func checkSolitude(_ precision: Precision) throws {
    MatrixMultiplication.useOnlyThisThread()
    let (inner, columns, height) = (100, 333, 70)
    let weights = try PackedWeights(inputs: inner, outputs: columns, precision)
    let workspace = Workspace(
      byteCount: 1 << 23,
      multiplications: MultiplicationCache(batchInvariant: precision != .int8))
    let w = workspace.matrix(rows: columns, columns: inner)
    let a = workspace.matrix(rows: height, columns: inner)
    w.fill(from: randomRows(columns, inner, seed: 5))
    a.fill(from: randomRows(height, inner, seed: 6))
    weights.pack(w, transposed: true)
    try checkSolitude(of: a, columns: columns) { rows, result in
      workspace.multiply(rows, by: weights, into: result)
    }
  }

  /// Every row of `a` by itself against the same row among others.
  private static func checkSolitude(
    of a: Matrix, columns: Int, multiply: (_ rows: Matrix, _ result: Matrix) -> Void
  ) throws {
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: (a.rows + 1) * columns)
    defer { memory.deallocate() }
    let c = Matrix(memory, rows: a.rows + 1, columns: columns)
    let last = a.rows..<a.rows + 1
    for row in 0..<a.rows {
      multiply(a.rows(row..<row + 1), c.rows(last))
      let block = row / 16 * 16
      for range in [0..<a.rows, 0..<row + 1, row..<a.rows, block..<min(row + 9, a.rows)] {
        multiply(a.rows(range), c.rows(range))
        try #require(bits(c, row) == bits(c, a.rows), "row \(row) among \(range)")
      }
    }
  }

  private static func bits(_ matrix: Matrix, _ row: Int) -> [UInt32] {
    (0..<matrix.columns).map { matrix[row, $0].bitPattern }
  }

  /// Values that vary, without a pattern that hides a wrong index.
  static func fill(_ matrix: Matrix, seed: Int) {
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        matrix[row, column] = Float((row * 131 + column * 71 + seed * 37) % 97 - 48) / 64
      }
    }
  }

  private static func products(
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
  private static func difference(
    _ c: Matrix, _ expected: [Double], minus before: Float = 0
  ) -> Double {
    var (largest, scale) = (0.0, 1e-30)
    for row in 0..<c.rows {
      for column in 0..<c.columns {
        let exact = expected[row * c.columns + column]
        largest = max(largest, abs(Double(c[row, column] - before) - exact))
        scale = max(scale, abs(exact))
      }
    }
    return largest / scale
  }
}

func randomRows(_ rows: Int, _ width: Int, seed: Int, scale: Float = 1) -> [[Float]] {
  (0..<rows).map { randomFloats(width, seed: 1000 * seed + $0, scale: scale) }
}

extension Matrix {
  func fill(from values: [[Float]]) {
    for row in 0..<rows { for column in 0..<columns { self[row, column] = values[row][column] } }
  }
}
