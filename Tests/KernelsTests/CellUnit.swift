import Foundation
import Kernels
import Testing

/// One unit of a cell in one sequence: all that a kernel is given for it at a step. A kernel computes
/// every unit by itself, so what it makes of a matrix is known from what it makes of one unit.
protocol CellUnit {
  /// A bias is one of a column, whatever the row.
  static var biasCount: Int { get }
  init(bias: [Float], from spread: inout Spread)

  /// Forward and backward through the kernels; the results of every unit.
  static func results(_ grid: [[Self]], mask: [UInt8]?, _ layout: Layout) -> [[[Float]]]

  /// What the equations give, in double.
  func expected() -> [Double]

  /// What passes through a padded row, bit for bit.
  func passedThrough() -> [Float]
}

extension CellUnit {
  static func grid(_ batch: Int, _ hidden: Int) -> [[Self]] {
    var spread = Spread()
    let biases = (0..<hidden).map { _ in spread.next(biasCount, upTo: 2) }
    return (0..<batch).map { _ in biases.map { Self(bias: $0, from: &spread) } }
  }

  /// Results against the equations, the error of each kind relative to its largest number.
  static func checkEquations(batch: Int, hidden: Int) {
    let grid = grid(batch, hidden)
    let results = results(grid, mask: nil, Layout()).flatMap { $0 }
    let expected = grid.flatMap { $0.map { $0.expected() } }
    for kind in expected[0].indices {
      let largest = expected.map { $0[kind].magnitude }.max() ?? 0
      for (result, expected) in zip(results, expected) {
        let error = (Double(result[kind]) - expected[kind]).magnitude
        #expect(error <= 1e-6 * largest, "result \(kind): \(result[kind]), \(expected[kind])")
      }
    }
  }

  /// Results of a matrix against those of its units alone, bit for bit.
  static func checkSolitude(batch: Int, hidden: Int, _ layout: Layout) {
    let grid = grid(batch, hidden)
    let together = results(grid, mask: nil, layout)
    let alone = grid.map { $0.map { results([[$0]], mask: nil, Layout())[0][0] } }
    #expect(bits(together) == bits(alone), "\(batch) x \(hidden), \(layout.testDescription)")
  }

  /// Padded rows pass everything through, and real ones do not notice them.
  static func checkMask(_ mask: [UInt8], hidden: Int, _ layout: Layout) {
    let grid = grid(mask.count, hidden)
    let unmasked = results(grid, mask: nil, Layout())
    let expected = mask.indices.map { row in
      mask[row] == 0 ? grid[row].map { $0.passedThrough() } : unmasked[row]
    }
    #expect(bits(results(grid, mask: mask, layout)) == bits(expected))
  }
}

func bits(_ results: [[[Float]]]) -> [[[UInt32]]] {
  results.map { $0.map { $0.map(\.bitPattern) } }
}

/// Shapes beside which vectors of 4, 8 and 16 floats leave remainders, and those without elements.
let shapes = [
  (0, 0), (3, 0), (1, 1), (2, 3), (5, 1), (1, 15), (3, 16), (2, 17), (4, 31), (2, 33), (3, 64),
  (2, 100), (1, 517),
]

let layouts = [
  Layout(), Layout(gap: 3), Layout(offset: 1), Layout(gap: 13, offset: 7),
  Layout(gap: 16, offset: 15), Layout(inPlace: true), Layout(gap: 5, offset: 2, inPlace: true),
  Layout(kernelAddsBias: false), Layout(gap: 1, kernelAddsBias: false),
]

/// The derivative of a function of several numbers by one of them.
func slope(of f: ([Double]) -> Double, by index: Int, at x: [Double]) -> Double {
  let step = 1e-5
  var (above, below) = (x, x)
  above[index] += step
  below[index] -= step
  return (f(above) - f(below)) / (2 * step)
}

func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

func withMask(_ mask: [UInt8]?, _ body: (StepMask?) -> Void) {
  guard let mask else { return body(nil) }
  mask.withUnsafeBufferPointer { body($0) }
}
