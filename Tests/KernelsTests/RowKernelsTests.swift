import Kernels
import Testing

struct TableRowsTests {
  @Test(arguments: [1, 16, 37])
  func `rows are read in any order, and −1 reads zeros`(width: Int) {
    let table = SampleMatrix(4, width, seed: 1)
    let ids: [Int32] = [3, -1, 0, 3]
    let y = SampleMatrix(ids.count, width, Layout(gap: 1)) { _, _ in .nan }
    ids.withUnsafeBufferPointer { TableRows.gather($0, from: table.matrix, into: y.matrix) }
    let zeros = [Float](repeating: 0, count: width)
    #expect(y.rows == ids.map { $0 < 0 ? zeros : table.rows[Int($0)] })
    [table, y].expectWholeAroundRows()
  }

  @Test(arguments: [1, 16, 37])
  func `rows are added to in the order given, and −1 adds to none`(width: Int) {
    let ids: [Int32] = [2, -1, 0, 2, 2]
    let dy = SampleMatrix(ids.count, width, seed: 2)
    let (dtable, expected) = (SampleMatrix(3, width, seed: 3), SampleMatrix(3, width, seed: 3))
    ids.withUnsafeBufferPointer { TableRows.scatterAdd(dy.matrix, at: $0, to: dtable.matrix) }
    for (i, id) in ids.enumerated() where id >= 0 {
      for column in 0..<width { expected[Int(id), column] += dy[i, column] }
    }
    #expect(dtable.rows.map(\.bits) == expected.rows.map(\.bits))
    [dy, dtable].expectWholeAroundRows()
  }
}

struct RowNormalizationTests {
  /// Rows normalized and back.
  struct Result {
    let y: [Float]
    let dx: [Float]
    let dgain: [Float]
    let dbias: [Float]

    init(
      x: [Float], width: Int, gain: [Float], bias: [Float], dy: [Float], epsilon: Float,
      rowsAtOnce: Int = .max
    ) {
      let workspace = Workspace(byteCount: 1 << 20)
      func matrix(_ values: [Float], rows: Int = 1) -> Matrix {
        let matrix = workspace.matrix(rows: rows, columns: width)
        for index in values.indices { matrix.elements[index] = values[index] }
        return matrix
      }
      let rows = x.count / width
      let (input, gain, bias) = (matrix(x, rows: rows), matrix(gain), matrix(bias))
      let output = workspace.matrix(rows: rows, columns: width)
      output.fill(with: .nan)
      let gradient = matrix(dy, rows: rows)
      let (dgain, dbias) = (matrix([]), matrix([]))
      for vector in [dgain, dbias] { vector.fill(with: 0) }
      let mean = workspace.buffer(rows, of: Float.self).baseAddress!
      let r = workspace.buffer(rows, of: Float.self).baseAddress!
      RowNormalization.forward(
        input, gain: gain, bias: bias, epsilon: epsilon, into: output, mean: mean,
        inverseDeviation: r)
      for row in stride(from: 0, to: rows, by: min(rowsAtOnce, max(rows, 1))) {
        let some = row..<row + min(rowsAtOnce, rows - row)
        RowNormalization.backward(
          dy: gradient.rows(some), input.rows(some), gain: gain, mean: mean + row,
          inverseDeviation: r + row, dx: gradient.rows(some), dgain: dgain, dbias: dbias)
      }
      func values(_ matrix: Matrix) -> [Float] {
        Array(UnsafeBufferPointer(start: matrix.elements, count: matrix.rows * width))
      }
      y = values(output)
      dx = values(gradient)
      (self.dgain, self.dbias) = (values(dgain), values(dbias))
    }
  }

  /// y of one row, in double.
  static func reference(_ x: [Double], gain: [Double], bias: [Double], epsilon: Double) -> [Double]
  {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    let r = 1 / (variance + epsilon).squareRoot()
    return x.indices.map { (x[$0] - mean) * r * gain[$0] + bias[$0] }
  }

  @Test(arguments: try LossFixture.cases(of: "layer_normalization").map(\.name))
  func `results and gradients are those of PyTorch`(name: String) throws {
    let fixture = try #require(
      LossFixture.cases(of: "layer_normalization").first { $0.name == name })
    let result = Result(
      x: fixture.floats("x"), width: fixture.count("width"), gain: fixture.floats("gain"),
      bias: fixture.floats("bias"), dy: fixture.floats("dy"),
      epsilon: Float(fixture.number("epsilon")))
    // At a mean of 100 deviations the floats of x are themselves so coarse.
    let tolerance = name == "far from zero" ? 1e-5 : 2e-6
    #expect(largestDeviation(result.y, from: fixture.doubles("y")) < tolerance)
    #expect(largestDeviation(result.dx, from: fixture.doubles("dx")) < tolerance)
    #expect(largestDeviation(result.dgain, from: fixture.doubles("dgain")) < tolerance)
    #expect(largestDeviation(result.dbias, from: fixture.doubles("dbias")) < tolerance)
  }

  @Test(arguments: [1, 2, 15, 16, 17, 32, 33, 100])
  func `the gradient is the slope`(width: Int) {
    let (x, gain) = (randomFloats(width, seed: 1), randomFloats(width, seed: 2))
    let (bias, dy) = (randomFloats(width, seed: 3), randomFloats(width, seed: 4))
    let result = Result(x: x, width: width, gain: gain, bias: bias, dy: dy, epsilon: 1e-3)
    let start = x.doubles
    func loss(x: [Double]? = nil, gain other: [Double]? = nil) -> Double {
      let y = Self.reference(
        x ?? start, gain: other ?? gain.doubles, bias: bias.doubles,
        epsilon: Double(Float(1e-3)))
      return zip(y, dy).reduce(0) { $0 + $1.0 * Double($1.1) }
    }
    func slope(at index: Int, of values: [Double], _ loss: ([Double]) -> Double) -> Double {
      var (less, more) = (values, values)
      less[index] -= 1e-5
      more[index] += 1e-5
      return (loss(more) - loss(less)) / 2e-5
    }
    let dx = x.indices.map { slope(at: $0, of: x.doubles) { loss(x: $0) } }
    let dgain = x.indices.map { slope(at: $0, of: gain.doubles) { loss(gain: $0) } }
    #expect(largestDeviation(result.dx, from: dx) < 1e-5)
    #expect(largestDeviation(result.dgain, from: dgain) < 1e-5)
    #expect(result.dbias == dy)
  }

  @Test func `rows in parts give the bits of all rows`() {
    let (rows, width) = (7, 37)
    let (x, dy) = (randomFloats(rows * width, seed: 5), randomFloats(rows * width, seed: 6))
    let (gain, bias) = (randomFloats(width, seed: 7), randomFloats(width, seed: 8))
    let results = [1, 2, 7].map { some in
      Result(
        x: x, width: width, gain: gain, bias: bias, dy: dy, epsilon: 1e-5, rowsAtOnce: some)
    }
    for other in results.dropFirst() {
      #expect(other.dgain.bits == results[0].dgain.bits)
      #expect(other.dbias.bits == results[0].dbias.bits)
      #expect(other.dx.bits == results[0].dx.bits)
    }
  }

  @Test func `what lies between rows is left alone`() {
    let x = SampleMatrix(2, 2, Layout(gap: 1)) { [[1, 3], [2, 6]][$0][$1] }
    let y = SampleMatrix(2, 2, Layout(gap: 2)) { _, _ in .nan }
    let gain = SampleMatrix(1, 2, Layout()) { _, _ in 1 }
    let bias = SampleMatrix(1, 2, Layout()) { _, _ in 0 }
    var (mean, r) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2))
    RowNormalization.forward(
      x.matrix, gain: gain.matrix, bias: bias.matrix, epsilon: 0, into: y.matrix, mean: &mean,
      inverseDeviation: &r)
    #expect(y.rows == [[-1, 1], [-1, 1]])
    #expect(mean == [2, 4] && r == [1, 0.5])
    [x, y].expectWholeAroundRows()
  }

  @Test(arguments: [Float.nan, .infinity])
  func `a row with NaN or infinity is NaN`(value: Float) {
    let x = [value] + randomFloats(16, seed: 9)
    let one = [Float](repeating: 1, count: 17)
    let result = Result(x: x, width: 17, gain: one, bias: one, dy: one, epsilon: 1e-5)
    #expect(result.y.allSatisfy { $0.isNaN })
    #expect(result.dx.allSatisfy { $0.isNaN })
  }

  @Test func `without rows nothing is added`() {
    let result = Result(x: [], width: 2, gain: [1, 1], bias: [0, 0], dy: [], epsilon: 1e-5)
    #expect(result.dgain == [0, 0])
  }
}
