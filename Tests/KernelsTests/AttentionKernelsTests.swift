import Foundation
import Kernels
import Testing

struct RowProductsTests {
  struct Shape: CustomTestStringConvertible {
    var x, y, width: Int
    var testDescription: String { "\(x) rows and \(y) of \(width)" }
  }

  static let shapes = [(1, 1), (1, 7), (2, 3), (3, 1), (4, 2), (5, 4), (9, 0), (0, 3), (14, 13)]
    .flatMap { rows in
      [1, 5, 16, 21, 64, 147].map { Shape(x: rows.0, y: rows.1, width: $0) }
    }

  @Test(arguments: shapes) func `dot products are those in double`(_ shape: Shape) {
    let (x, y) = (
      SampleMatrix(shape.x, shape.width, seed: 1), SampleMatrix(shape.y, shape.width, seed: 2)
    )
    let s = SampleMatrix(shape.x, shape.y, seed: 3)
    RowProducts.dots(x.matrix, y.matrix, into: s.matrix)
    for i in 0..<shape.x {
      for j in 0..<shape.y {
        let exact = (0..<shape.width).reduce(0) { $0 + Double(x[i, $1]) * Double(y[j, $1]) }
        #expect((Double(s[i, j]) - exact).magnitude < 2e-6, "\(i), \(j)")
      }
    }
    [x, y, s].expectWholeAroundRows()
  }

  @Test(arguments: shapes, [false, true])
  func `mixtures are those in double`(_ shape: Shape, _ adding: Bool) {
    let x = SampleMatrix(shape.x, shape.width, seed: 4)
    let (s, transposed) = (
      SampleMatrix(shape.y, shape.x, seed: 5), SampleMatrix(shape.x, shape.y, seed: 0)
    )
    for i in 0..<shape.y {
      for j in 0..<shape.x { transposed[j, i] = s[i, j] }
    }
    let y = SampleMatrix(shape.y, shape.width, seed: 6)
    let (before, other) = (y.rows, SampleMatrix(shape.y, shape.width, seed: 6))
    RowProducts.mix(s.matrix, x.matrix, into: y.matrix, adding: adding)
    RowProducts.mixTransposed(transposed.matrix, x.matrix, into: other.matrix, adding: adding)
    #expect(other.rows == y.rows)
    for i in 0..<shape.y {
      for k in 0..<shape.width {
        let exact = (0..<shape.x).reduce(adding ? Double(before[i][k]) : 0) {
          $0 + Double(s[i, $1]) * Double(x[$1, k])
        }
        #expect((Double(y[i, k]) - exact).magnitude < 2e-6, "\(i), \(k)")
      }
    }
    [s, transposed, x, y, other].expectWholeAroundRows()
  }

  @Test func `a row has the same bits whatever rows are asked for beside it`() {
    let (x, y, s) = (
      SampleMatrix(9, 53, seed: 7), SampleMatrix(7, 53, seed: 8), SampleMatrix(9, 7, seed: 9)
    )
    let mixed = SampleMatrix(9, 53, seed: 10)
    RowProducts.dots(x.matrix, y.matrix, into: s.matrix)
    RowProducts.mix(s.matrix, y.matrix, into: mixed.matrix)
    for range in [0..<1, 3..<4, 8..<9, 2..<7, 4..<9] {
      let (dots, mixture) = (
        SampleMatrix(range.count, 7, seed: 0), SampleMatrix(range.count, 53, seed: 0)
      )
      RowProducts.dots(x.matrix.rows(range), y.matrix, into: dots.matrix)
      RowProducts.mix(dots.matrix, y.matrix, into: mixture.matrix)
      #expect(dots.rows == Array(s.rows[range]), "\(range)")
      #expect(mixture.rows == Array(mixed.rows[range]), "\(range)")
    }
  }
}

struct AttentionScoresTests {
  private static let shapes = [(1, 1, 1), (3, 5, 16), (2, 33, 21), (6, 40, 35), (4, 0, 7)]

  @Test(arguments: [1, 2, 14, 16, 37]) func `softmax and its gradient`(_ columns: Int) {
    let (s, da) = (SampleMatrix(3, columns, seed: 1), SampleMatrix(3, columns, seed: 2))
    let (scores, gradients) = (s.rows, da.rows)
    AttentionScores.softmax(s.matrix)
    AttentionScores.softmaxBackward(s.matrix, da: da.matrix)
    for row in 0..<3 {
      let e = scores[row].map { exp(Double($0)) }
      let a = e.map { $0 / e.reduce(0, +) }
      let mean = zip(a, gradients[row]).reduce(0) { $0 + $1.0 * Double($1.1) }
      let ds = zip(a, gradients[row]).map { $0 * (Double($1) - mean) }
      #expect(largestDeviation(s.rows[row], from: a) < 2e-7)
      #expect(largestDeviation(da.rows[row], from: ds) < 2e-7)
    }
    [s, da].expectWholeAroundRows()
  }

  @Test func `a row with NaN or infinity is NaN throughout, and its neighbour is not`() {
    for wrong in [Float.nan, .infinity] {
      let s = SampleMatrix(2, 5, seed: 3)
      s[0, 3] = wrong
      AttentionScores.softmax(s.matrix)
      #expect(s.rows[0].allSatisfy { $0.isNaN } && s.rows[1].allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: shapes)
  func `additive scores and their gradients are those in double`(_ q: Int, _ k: Int, _ width: Int) {
    let (queries, keys) = (SampleMatrix(q, width, seed: 4), SampleMatrix(k, width, seed: 5))
    let (s, ds) = (SampleMatrix(q, k, seed: 6), SampleMatrix(q, k, seed: 7))
    let v = randomFloats(width, seed: 8)
    let (dq, dk) = (SampleMatrix(q, width, seed: 9), SampleMatrix(k, width, seed: 10))
    let dv = SampleMatrix(1, width, seed: 11)
    var exact = (s: s.doubles, dq: dq.doubles, dk: dk.doubles, dv: dv.doubles)
    for (i, j) in (0..<q).flatMap({ i in (0..<k).map { (i, $0) } }) {
      exact.s[i][j] = 0
      for u in 0..<width {
        let t = tanh(Double(queries[i, u]) + Double(keys[j, u]))
        let slope = Double(ds[i, j]) * Double(v[u]) * (1 - t * t)
        exact.s[i][j] += Double(v[u]) * t
        exact.dq[i][u] += slope
        exact.dk[j][u] += slope
        exact.dv[0][u] += Double(ds[i, j]) * t
      }
    }
    v.withUnsafeBufferPointer { v in
      AttentionScores.additive(queries.matrix, keys.matrix, v, into: s.matrix)
      AttentionScores.additiveBackward(
        queries.matrix, keys.matrix, v, ds: ds.matrix, dq: dq.matrix, dk: dk.matrix,
        dv: dv.matrix)
    }
    for (result, exact) in [(s, exact.s), (dq, exact.dq), (dk, exact.dk), (dv, exact.dv)] {
      let deviation = largestDeviation(result.rows.flatMap { $0 }, from: exact.flatMap { $0 })
      #expect(deviation < 2e-6)
    }
    [queries, keys, s, ds, dq, dk, dv].expectWholeAroundRows()
  }
}

extension SampleMatrix {
  fileprivate var doubles: [[Double]] { rows.map(\.doubles) }
}
