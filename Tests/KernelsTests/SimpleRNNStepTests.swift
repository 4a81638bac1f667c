import Foundation
import Kernels
import Testing

struct SimpleRNNStepTests {
  @Test func `forward and backward are the equations and their derivatives`() {
    SimpleRNNUnit.checkEquations(batch: 7, hidden: 45)
  }

  @Test(arguments: layouts)
  func `a unit has the same bits alone and in any matrix`(_ layout: Layout) {
    for (batch, hidden) in shapes {
      SimpleRNNUnit.checkSolitude(batch: batch, hidden: hidden, layout)
    }
  }

  @Test(arguments: layouts) func `a padded row passes everything through`(_ layout: Layout) {
    SimpleRNNUnit.checkMask([1, 0, 0, 255, 0], hidden: 21, layout)
    SimpleRNNUnit.checkMask([0, 0], hidden: 16, layout)
  }
}

struct SimpleRNNUnit: CellUnit {
  var a: Float
  var bias: [Float]
  var hPrevious: Float
  var dh: Float
  var dhPrevious: Float

  static let biasCount = 1
}

extension SimpleRNNUnit {
  init(bias: [Float], from spread: inout Spread) {
    a = spread.next(upTo: 3)
    self.bias = bias
    hPrevious = spread.next(upTo: 1)
    dh = spread.next(upTo: 1)
    dhPrevious = spread.next(upTo: 1)
  }

  /// h, da, dhPrevious
  func expected() -> [Double] {
    let x = Double(a) + Double(bias[0])
    let da = slope(of: { tanh($0[0]) }, by: 0, at: [x]) * Double(dh)
    return [tanh(x), da, Double(dhPrevious)]
  }

  func passedThrough() -> [Float] { [hPrevious, 0, dhPrevious + dh] }

  static func results(_ grid: [[Self]], mask: [UInt8]?, _ layout: Layout) -> [[[Float]]] {
    let (B, H) = (grid.count, grid.first?.count ?? 0)
    func matrix(_ value: (Self) -> Float) -> SampleMatrix {
      SampleMatrix(B, H, layout) { value(grid[$0][$1]) }
    }
    let a = matrix { layout.kernelAddsBias ? $0.a : $0.a + $0.bias[0] }
    let hPrevious = matrix(\.hPrevious)
    let h = layout.inPlace ? a : matrix { _ in .nan }
    let (dh, dhPrevious) = (matrix(\.dh), matrix(\.dhPrevious))
    let da = layout.inPlace ? dh : matrix { _ in .nan }

    withMask(mask) { mask in
      let step = SimpleRNNStep(h: h.matrix, mask: mask)
      (grid.first ?? []).map { $0.bias[0] }.withUnsafeBufferPointer { bias in
        step.forward(
          a: a.matrix, bias: layout.kernelAddsBias ? bias : nil,
          hPrevious: mask == nil ? nil : hPrevious.matrix)
      }
      step.backward(
        dh: dh.matrix, da: da.matrix, dhPrevious: mask == nil ? nil : dhPrevious.matrix)
    }
    [h, da, dhPrevious].expectWholeAroundRows()
    return (0..<B).map { row in
      (0..<H).map { k in [h[row, k], da[row, k], dhPrevious[row, k]] }
    }
  }
}
