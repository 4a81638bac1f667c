import Foundation
import Kernels
import Testing

struct LSTMStepTests {
  @Test func `forward and backward are the equations and their derivatives`() {
    LSTMUnit.checkEquations(batch: 7, hidden: 45)
  }

  @Test(arguments: layouts)
  func `a unit has the same bits alone and in any matrix`(_ layout: Layout) {
    for (batch, hidden) in shapes { LSTMUnit.checkSolitude(batch: batch, hidden: hidden, layout) }
  }

  @Test(arguments: layouts) func `a padded row passes everything through`(_ layout: Layout) {
    LSTMUnit.checkMask([1, 0, 0, 255, 0], hidden: 21, layout)
    LSTMUnit.checkMask([0, 0], hidden: 16, layout)
  }

  struct Identity: CustomTestStringConvertible {
    var testDescription: String
    var a: [Float]
    var cPrevious: Float
    var c: Float
    var h: Float?
  }

  static let on: Float = 40
  static let off: Float = -100
  static let tiny = Float.leastNonzeroMagnitude
  static let identities = [
    Identity(testDescription: "f = 1, i = 0: kept", a: [off, on, 0.3, on], cPrevious: 0.1, c: 0.1),
    Identity(testDescription: "tiny, kept", a: [off, on, -9, off], cPrevious: tiny, c: tiny, h: 0),
    Identity(
      testDescription: "huge, kept", a: [off, on, 9, on], cPrevious: -3e38, c: -3e38, h: -1),
    Identity(testDescription: "-0, kept", a: [off, on, 1, on], cPrevious: -0.0, c: -0.0, h: -0.0),
    Identity(testDescription: "g = 0: kept", a: [1, on, 0, on], cPrevious: -0.0, c: -0.0, h: -0.0),
    Identity(testDescription: "f = i = 0: lost", a: [off, off, 1, 2], cPrevious: 7, c: 0, h: 0),
    Identity(testDescription: "o = 0: hidden", a: [on, off, on, off], cPrevious: 7, c: 1, h: 0),
    Identity(testDescription: "f = i = 1, g = -1", a: [on, on, -on, on], cPrevious: 1, c: 0, h: 0),
    Identity(testDescription: "f = i = g = 1", a: [on, on, on, on], cPrevious: 41, c: 42, h: 1),
    Identity(
      testDescription: "infinite preactivations",
      a: [.infinity, -.infinity, -.infinity, -.infinity], cPrevious: 5, c: -1, h: -0.0),
  ]

  @Test(arguments: identities) func `saturated gates are exact`(_ identity: Identity) {
    for hidden in [1, 16, 19] {
      let unit = LSTMUnit(a: identity.a, cPrevious: identity.cPrevious)
      let results = LSTMUnit.results([Array(repeating: unit, count: hidden)], mask: nil, Layout())
      for result in results[0] {
        #expect(result[0].bitPattern == identity.c.bitPattern, "c is \(result[0])")
        guard let h = identity.h else { continue }
        #expect(result[1].bitPattern == h.bitPattern, "h is \(result[1])")
      }
    }
  }

  @Test(arguments: 0..<5) func `NaN in one preactivation or state is not hidden`(_ place: Int) {
    for gates: Float in [-100, 100] {
      var unit = LSTMUnit(a: [gates, gates, 1, gates], cPrevious: 1)
      if place < 4 { unit.a[place] = .nan } else { unit.cPrevious = .nan }
      let result = LSTMUnit.results([[unit]], mask: nil, Layout())[0][0]
      #expect(result[1].isNaN, "h of gates at \(gates)")
    }
  }

  @Test func `a state is updated in its place`() {
    let grid = LSTMUnit.grid(3, 37)
    let expected = LSTMUnit.results(grid, mask: [1, 0, 1], Layout())
    let gates = SampleMatrix(3, 4 * 37, Layout()) { grid[$0][$1 % 37].total[$1 / 37] }
    let c = SampleMatrix(3, 37, Layout()) { grid[$0][$1].cPrevious }
    let h = SampleMatrix(3, 37, Layout()) { grid[$0][$1].hPrevious }
    [UInt8]([1, 0, 1]).withUnsafeBufferPointer { mask in
      LSTMStep(gates: gates.matrix, cPrevious: c.matrix, c: c.matrix, mask: mask)
        .forward(bias: nil, hPrevious: h.matrix, h: h.matrix)
    }
    for row in 0..<3 {
      for k in 0..<37 { #expect([c[row, k], h[row, k]] == Array(expected[row][k].prefix(2))) }
    }
  }
}

struct LSTMUnit: CellUnit {
  var a: [Float]  // i, f, g, o
  var bias: [Float] = [0, 0, 0, 0]
  var cPrevious: Float
  var hPrevious: Float = 0
  var dh: Float = 0
  var dc: Float = 0
  var dhPrevious: Float = 0

  static let biasCount = 4
  var total: [Float] { zip(a, bias).map { $0 + $1 } }
}

extension LSTMUnit {
  init(bias: [Float], from spread: inout Spread) {
    a = spread.next(4, upTo: 6)
    self.bias = bias
    cPrevious = spread.next(upTo: 3)
    hPrevious = spread.next(upTo: 1)
    dh = spread.next(upTo: 1)
    dc = spread.next(upTo: 1)
    dhPrevious = spread.next(upTo: 1)
  }

  /// c, h, da (of i, f, g, o), dcPrevious, dhPrevious
  func expected() -> [Double] {
    func forward(_ x: [Double]) -> (c: Double, h: Double) {
      let c = sigmoid(x[1]) * x[4] + sigmoid(x[0]) * tanh(x[2])
      return (c, sigmoid(x[3]) * tanh(c))
    }
    let x = zip(a, bias).map { Double($0) + Double($1) } + [Double(cPrevious)]
    let (c, h) = forward(x)
    let gradients = x.indices.map { index in
      slope(
        of: { Double(dh) * forward($0).h + Double(dc) * forward($0).c }, by: index, at: x)
    }
    return [c, h] + gradients + [Double(dhPrevious)]
  }

  func passedThrough() -> [Float] {
    [cPrevious, hPrevious, 0, 0, 0, 0, dc, dhPrevious + dh]
  }

  static func results(_ grid: [[Self]], mask: [UInt8]?, _ layout: Layout) -> [[[Float]]] {
    let (B, H) = (grid.count, grid.first?.count ?? 0)
    func matrix(_ value: (Self) -> Float) -> SampleMatrix {
      SampleMatrix(B, H, layout) { value(grid[$0][$1]) }
    }
    let gates = SampleMatrix(B, 4 * H, layout) { row, column in
      let unit = grid[row][column % H]
      return (layout.kernelAddsBias ? unit.a : unit.total)[column / H]
    }
    let (cPrevious, hPrevious) = (matrix(\.cPrevious), matrix(\.hPrevious))
    let (c, h) = (matrix { _ in .nan }, matrix { _ in .nan })
    let (dh, dc, dhPrevious) = (matrix(\.dh), matrix(\.dc), matrix(\.dhPrevious))
    let da = layout.inPlace ? gates : SampleMatrix(B, 4 * H, layout) { _, _ in .nan }
    let dcPrevious = layout.inPlace ? dc : matrix { _ in .nan }

    withMask(mask) { mask in
      let step = LSTMStep(
        gates: gates.matrix, cPrevious: cPrevious.matrix, c: c.matrix, mask: mask)
      let bias = (0..<4 * H).map { B == 0 ? 0 : grid[0][$0 % H].bias[$0 / H] }
      bias.withUnsafeBufferPointer { bias in
        step.forward(
          bias: layout.kernelAddsBias ? bias : nil,
          hPrevious: mask == nil ? nil : hPrevious.matrix, h: h.matrix)
      }
      step.backward(
        dh: dh.matrix, dc: dc.matrix, da: da.matrix, dcPrevious: dcPrevious.matrix,
        dhPrevious: mask == nil ? nil : dhPrevious.matrix)
    }
    [gates, c, h, da, dcPrevious, dhPrevious].expectWholeAroundRows()
    return (0..<B).map { row in
      (0..<H).map { k in
        [c[row, k], h[row, k]] + (0..<4).map { da[row, $0 * H + k] }
          + [dcPrevious[row, k], dhPrevious[row, k]]
      }
    }
  }
}
