import Foundation
import Kernels
import Testing

struct GRUStepTests {
  @Test func `forward and backward are the equations and their derivatives`() {
    GRUUnit.checkEquations(batch: 7, hidden: 45)
  }

  @Test(arguments: layouts)
  func `a unit has the same bits alone and in any matrix`(_ layout: Layout) {
    for (batch, hidden) in shapes { GRUUnit.checkSolitude(batch: batch, hidden: hidden, layout) }
  }

  @Test(arguments: layouts) func `a padded row passes everything through`(_ layout: Layout) {
    GRUUnit.checkMask([1, 0, 0, 255, 0], hidden: 21, layout)
    GRUUnit.checkMask([0, 0], hidden: 16, layout)
  }

  struct Identity: CustomTestStringConvertible {
    var testDescription: String
    var x: [Float]
    var u: [Float]
    var hPrevious: Float
    var h: Float
  }

  static let identities = [
    Identity(
      testDescription: "z = 1: kept", x: [1, 20, 3], u: [0, 20, 0], hPrevious: 0.1, h: 0.1),
    Identity(testDescription: "-0, kept", x: [1, 40, 3], u: [0, 0, 0], hPrevious: -0.0, h: -0.0),
    Identity(
      testDescription: "z = 0: the candidate", x: [0, -200, 40], u: [0, 0, 0], hPrevious: 7, h: 1),
    Identity(
      testDescription: "r = 0: no state in the candidate", x: [-200, -200, -40], u: [0, 0, 1e30],
      hPrevious: 7, h: -1),
    Identity(
      testDescription: "r = 1: all of it", x: [30, -200, 2], u: [0, 0, -2], hPrevious: 7, h: 0),
  ]

  @Test(arguments: identities) func `saturated gates are exact`(_ identity: Identity) {
    for hidden in [1, 16, 19] {
      let unit = GRUUnit(x: identity.x, u: identity.u, hPrevious: identity.hPrevious)
      let results = GRUUnit.results([Array(repeating: unit, count: hidden)], mask: nil, Layout())
      for result in results[0] {
        #expect(result[0].bitPattern == identity.h.bitPattern, "\(result[0])")
      }
    }
  }

  @Test(arguments: 0..<6) func `NaN in one preactivation or state is not hidden`(_ place: Int) {
    for gates: Float in [-100, 100] {
      var unit = GRUUnit(x: [gates, gates, 1], u: [0, 0, 1], hPrevious: 1)
      if place < 3 { unit.x[place] = .nan }
      if place > 3 { unit.u[place - 3] = .nan }
      if place == 3 { unit.hPrevious = .nan }
      #expect(GRUUnit.results([[unit]], mask: nil, Layout())[0][0][0].isNaN)
    }
  }
}

struct GRUUnit: CellUnit {
  var x: [Float]  // r, z, n
  var u: [Float]
  var bias: [Float] = [0, 0, 0, 0, 0, 0]  // of x, then of u
  var hPrevious: Float
  var dh: Float = 0
  var dhPrevious: Float = 0

  static let biasCount = 6
  var xTotal: [Float] { zip(x, bias).map { $0 + $1 } }
  var uTotal: [Float] { zip(u, bias.suffix(3)).map { $0 + $1 } }
}

extension GRUUnit {
  init(bias: [Float], from spread: inout Spread) {
    x = spread.next(3, upTo: 3)
    u = spread.next(3, upTo: 2)
    self.bias = bias
    hPrevious = spread.next(upTo: 1)
    dh = spread.next(upTo: 1)
    dhPrevious = spread.next(upTo: 1)
  }

  /// h, dx and du (of r, z, n), dhPrevious
  func expected() -> [Double] {
    func forward(_ v: [Double]) -> Double {
      let (r, z) = (sigmoid(v[0] + v[3]), sigmoid(v[1] + v[4]))
      let n = tanh(v[2] + r * v[5])
      return (1 - z) * n + z * v[6]
    }
    let v = zip(x + u, bias).map { Double($0) + Double($1) } + [Double(hPrevious)]
    var gradients = v.indices.map { slope(of: forward, by: $0, at: v) * Double(dh) }
    gradients[6] += Double(dhPrevious)
    return [forward(v)] + gradients
  }

  func passedThrough() -> [Float] { [hPrevious, 0, 0, 0, 0, 0, 0, dhPrevious + dh] }

  static func results(_ grid: [[Self]], mask: [UInt8]?, _ layout: Layout) -> [[[Float]]] {
    let (B, H) = (grid.count, grid.first?.count ?? 0)
    func matrix(_ value: (Self) -> Float) -> SampleMatrix {
      SampleMatrix(B, H, layout) { value(grid[$0][$1]) }
    }
    func wide(_ value: (Self) -> [Float]) -> SampleMatrix {
      SampleMatrix(B, 3 * H, layout) { value(grid[$0][$1 % H])[$1 / H] }
    }
    let gates = wide { layout.kernelAddsBias ? $0.x : $0.xTotal }
    let u = wide { layout.kernelAddsBias ? $0.u : $0.uTotal }
    let (hPrevious, h) = (matrix(\.hPrevious), matrix { _ in .nan })
    let (dh, dhPrevious) = (matrix(\.dh), matrix(\.dhPrevious))
    let dx = layout.inPlace ? gates : wide { _ in [.nan, .nan, .nan] }
    let du = layout.inPlace ? u : wide { _ in [.nan, .nan, .nan] }

    withMask(mask) { mask in
      let step = GRUStep(
        gates: gates.matrix, u: u.matrix, hPrevious: hPrevious.matrix, mask: mask)
      let biases = (0..<6 * H).map { B == 0 ? 0 : grid[0][$0 % H].bias[$0 / H] }
      biases.withUnsafeBufferPointer { biases in
        let inputBias = UnsafeBufferPointer(rebasing: biases.prefix(3 * H))
        let stateBias = UnsafeBufferPointer(rebasing: biases.suffix(3 * H))
        step.forward(
          inputBias: layout.kernelAddsBias ? inputBias : nil,
          stateBias: layout.kernelAddsBias ? stateBias : nil, h: h.matrix)
      }
      step.backward(
        dh: dh.matrix, dx: dx.matrix, du: du.matrix, dhPrevious: dhPrevious.matrix)
    }
    [gates, u, h, dx, du, dhPrevious].expectWholeAroundRows()
    return (0..<B).map { row in
      (0..<H).map { k in
        [h[row, k]] + (0..<3).map { dx[row, $0 * H + k] } + (0..<3).map { du[row, $0 * H + k] }
          + [dhPrevious[row, k]]
      }
    }
  }
}
