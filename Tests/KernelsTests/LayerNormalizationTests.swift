import Kernels
import Testing

@Suite("Layer normalization")
struct LayerNormalizationTests {
  /// Rows normalized and back.
  struct Result {
    var y: [Float]
    var dx: [Float]
    var dgain: [Float]
    var dbias: [Float]

    init(
      x: [Float], width: Int, gain: [Float], bias: [Float], dy: [Float], epsilon: Float,
      rowsAtOnce: Int = .max
    ) {
      let rows = x.count / width
      y = Array(repeating: .nan, count: x.count)
      dx = dy
      dgain = Array(repeating: 0, count: width)
      dbias = dgain
      var mean = [Float](repeating: .nan, count: rows)
      var r = mean
      LayerNormalization.forward(
        x, stride: width, rows: rows, width: width, gain: gain, bias: bias, epsilon: epsilon,
        y: &y, yStride: width, mean: &mean, inverseDeviation: &r)
      for row in stride(from: 0, to: rows, by: min(rowsAtOnce, max(rows, 1))) {
        let (at, some) = (row * width, min(rowsAtOnce, rows - row))
        dx.withUnsafeMutableBufferPointer { dx in
          guard let dx = dx.baseAddress else { return }
          LayerNormalization.backward(
            dy: dx + at, dyStride: width, x: Array(x[at...]), stride: width, rows: some,
            width: width, gain: gain, mean: Array(mean[row...]), inverseDeviation: Array(r[row...]),
            dx: dx + at, dxStride: width, dgain: &dgain, dbias: &dbias)
        }
      }
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

  @Test("is PyTorch's", arguments: try LossFixture.cases(of: "layer_normalization").map(\.name))
  func fixtures(name: String) throws {
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

  @Test("the gradient is the slope", arguments: [1, 2, 15, 16, 17, 32, 33, 100])
  func slopes(width: Int) {
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

  @Test("rows in parts give the bits of all rows")
  func parts() {
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

  @Test("what lies between rows is left alone")
  func strides() {
    let x: [Float] = [1, 3, 9, 2, 6, 9]
    var y = [Float](repeating: 7, count: 8)
    var (mean, r) = ([Float](repeating: 0, count: 2), [Float](repeating: 0, count: 2))
    LayerNormalization.forward(
      x, stride: 3, rows: 2, width: 2, gain: [1, 1], bias: [0, 0], epsilon: 0, y: &y, yStride: 4,
      mean: &mean, inverseDeviation: &r)
    #expect(y == [-1, 1, 7, 7, -1, 1, 7, 7])
    #expect(mean == [2, 4] && r == [1, 0.5])
  }

  @Test("a row with NaN or infinity is NaN", arguments: [Float.nan, .infinity])
  func notANumber(value: Float) {
    let x = [value] + randomFloats(16, seed: 9)
    let one = [Float](repeating: 1, count: 17)
    let result = Result(x: x, width: 17, gain: one, bias: one, dy: one, epsilon: 1e-5)
    #expect(result.y.allSatisfy { $0.isNaN })
    #expect(result.dx.allSatisfy { $0.isNaN })
  }

  @Test("no rows are no work")
  func noRows() {
    let result = Result(x: [], width: 2, gain: [1, 1], bias: [0, 0], dy: [], epsilon: 1e-5)
    #expect(result.dgain == [0, 0])
  }
}
