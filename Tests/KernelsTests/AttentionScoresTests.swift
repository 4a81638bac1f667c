import Foundation
import Kernels
import Testing

@Suite struct AttentionScoresTests {
  private static let shapes = [(1, 1, 1), (3, 5, 16), (2, 33, 21), (6, 40, 35), (4, 0, 7)]

  private func sample(_ rows: Int, _ columns: Int, seed: Int) -> SampleMatrix {
    let floats = randomFloats(rows * columns, seed: seed)
    return SampleMatrix(rows, columns, Layout(gap: 3, offset: 1)) { floats[$0 * columns + $1] }
  }

  @Test(arguments: [1, 2, 14, 16, 37]) func `softmax and its gradient`(_ columns: Int) {
    let (s, da) = (sample(3, columns, seed: 1), sample(3, columns, seed: 2))
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

  @Test func `a row that is no distribution is NaN throughout, and its neighbour is not`() {
    for wrong in [Float.nan, .infinity] {
      let s = sample(2, 5, seed: 3)
      s[0, 3] = wrong
      AttentionScores.softmax(s.matrix)
      #expect(s.rows[0].allSatisfy { $0.isNaN } && s.rows[1].allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: shapes)
  func `additive scores and their gradients are those in double`(_ q: Int, _ k: Int, _ width: Int) {
    let (queries, keys) = (sample(q, width, seed: 4), sample(k, width, seed: 5))
    let (s, ds) = (sample(q, k, seed: 6), sample(q, k, seed: 7))
    let v = randomFloats(width, seed: 8)
    let (dq, dk, dv) = (
      sample(q, width, seed: 9), sample(k, width, seed: 10), sample(1, width, seed: 11)
    )
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
