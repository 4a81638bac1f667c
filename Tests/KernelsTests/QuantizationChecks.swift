import Testing

@testable import Kernels

/// What multiplications by weights of int8 must give on any processor.
enum QuantizationChecks {
  /// A multiplication in integers beside the one in double that it stands for.
  struct Sample {
    let a, weights: [[Float]]
    var c: [[Float]]

    /// What c holds before matters where the result is added to it.
    init(_ a: [[Float]], by weights: [[Float]], addedTo before: Float? = nil) throws {
      MatrixMultiplication.useOnlyThisThread()
      (self.a, self.weights) = (a, weights)
      let (inner, columns) = (weights[0].count, weights.count)
      let workspace = Workspace(byteCount: 1 << 22)
      let x = workspace.matrix(rows: a.count, columns: inner + 3).columns(1..<inner + 1)
      let w = workspace.matrix(rows: columns, columns: inner + 1).columns(0..<inner)
      let y = workspace.matrix(rows: a.count, columns: columns + 2).columns(2..<columns + 2)
      x.fill(from: a)
      w.fill(from: weights)
      y.fill(with: before ?? .nan)
      let quantized = try PackedWeights(inputs: inner, outputs: columns, .int8)
      quantized.pack(w, transposed: true)
      workspace.multiply(x, by: quantized, into: y, accumulating: before != nil)
      c = (0..<a.count).map { row in (0..<columns).map { y[row, $0] } }
    }

    /// The largest error, as a part of what the rounding of the operands allows.
    func largestError(before: Double = 0) -> Double {
      let (a, b) = (a.map(\.doubles), weights.map(\.doubles))
      let limit = Double(PackedWeights.largestInteger)
      let halvesA = a.map { $0.largestMagnitude / limit / 2 }
      let halvesB = b.map { $0.largestMagnitude / limit / 2 }
      var largest = 0.0
      for (i, row) in a.enumerated() {
        for (j, column) in b.enumerated() {
          var (exact, bound) = (before, 0.0)
          for k in row.indices {
            exact += row[k] * column[k]
            bound += row[k].magnitude * halvesB[j] + (column[k].magnitude + halvesB[j]) * halvesA[i]
          }
          let rounding = 1e-6 * (bound + exact.magnitude + before.magnitude)
          largest = max(largest, (Double(c[i][j]) - exact).magnitude / (bound + rounding))
        }
      }
      return largest
    }
  }

  static func checkBound() throws {
    for rows in [1, 15, 16, 17, 33] {
      for (inner, columns) in [(1, 1), (3, 5), (100, 33), (512, 17)] {
        let a = randomRows(rows, inner, seed: 1, scale: 3)
        let weights = randomRows(columns, inner, seed: 2, scale: 0.1)
        let written = try Sample(a, by: weights).largestError()
        let added = try Sample(a, by: weights, addedTo: -2).largestError(before: -2)
        #expect(max(written, added) <= 1, "\(rows)x\(inner)x\(columns)")
      }
    }
  }

  /// The largest numbers of all, whose sums are the first that 16 bits do not hold.
  static func checkLargest() throws {
    for (inner, columns) in [(2, 1), (7, 33), (512, 40)] {
      for (x, w) in [(1, 1), (-1, 1), (1, -1), (-1, -1)] as [(Float, Float)] {
        let sample = try Sample(
          Array(repeating: Array(repeating: x, count: inner), count: 17),
          by: Array(repeating: Array(repeating: w, count: inner), count: columns))
        let expected = Double(x * w) * Double(inner)
        #expect(
          sample.c.allSatisfy {
            $0.doubles.allSatisfy { ($0 - expected).magnitude <= 1e-6 * expected.magnitude }
          }, "\(inner) times \(x) · \(w): \(sample.c[0][0])")
      }
    }
  }
}

extension [Double] {
  fileprivate var largestMagnitude: Double { map(\.magnitude).max() ?? 0 }
}
