import Kernels
import Testing

@Suite struct RowProductsTests {
  struct Shape: CustomTestStringConvertible {
    var x, y, width: Int
    var testDescription: String { "\(x) rows and \(y) of \(width)" }
  }

  static let shapes = [(1, 1), (1, 7), (2, 3), (3, 1), (4, 2), (5, 4), (9, 0), (0, 3), (14, 13)]
    .flatMap { rows in
      [1, 5, 16, 21, 64, 147].map { Shape(x: rows.0, y: rows.1, width: $0) }
    }

  private func sample(_ rows: Int, _ columns: Int, seed: Int) -> SampleMatrix {
    let floats = randomFloats(rows * columns, seed: seed)
    return SampleMatrix(rows, columns, Layout(gap: 3, offset: 1)) { floats[$0 * columns + $1] }
  }

  @Test(arguments: shapes) func `dot products are those in double`(_ shape: Shape) {
    let (x, y) = (sample(shape.x, shape.width, seed: 1), sample(shape.y, shape.width, seed: 2))
    let s = sample(shape.x, shape.y, seed: 3)
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
    let x = sample(shape.x, shape.width, seed: 4)
    let (s, transposed) = (sample(shape.y, shape.x, seed: 5), sample(shape.x, shape.y, seed: 0))
    for i in 0..<shape.y {
      for j in 0..<shape.x { transposed[j, i] = s[i, j] }
    }
    let y = sample(shape.y, shape.width, seed: 6)
    let (before, other) = (y.rows, sample(shape.y, shape.width, seed: 6))
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
    let (x, y, s) = (sample(9, 53, seed: 7), sample(7, 53, seed: 8), sample(9, 7, seed: 9))
    let mixed = sample(9, 53, seed: 10)
    RowProducts.dots(x.matrix, y.matrix, into: s.matrix)
    RowProducts.mix(s.matrix, y.matrix, into: mixed.matrix)
    for range in [0..<1, 3..<4, 8..<9, 2..<7, 4..<9] {
      let (dots, mixture) = (sample(range.count, 7, seed: 0), sample(range.count, 53, seed: 0))
      RowProducts.dots(x.matrix.rows(range), y.matrix, into: dots.matrix)
      RowProducts.mix(dots.matrix, y.matrix, into: mixture.matrix)
      #expect(dots.rows == Array(s.rows[range]), "\(range)")
      #expect(mixture.rows == Array(mixed.rows[range]), "\(range)")
    }
  }
}

extension SampleMatrix {
  var rows: [[Float]] { (0..<count).map { row in (0..<width).map { self[row, $0] } } }
}
