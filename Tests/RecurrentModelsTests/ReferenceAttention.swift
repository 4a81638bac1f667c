import Foundation

/// The equations of dot attention in double precision, slow and plain, to hold the fast one to.
struct ReferenceAttention {
  var units: Int
  var lengths: [Int]  // of the sources
  var w: [Double]  // [units, 2·units]
  var h: [Double]  // [target steps, batch, units]
  var m: [Double]  // [source steps, batch, units]

  /// y [target steps, batch, units]
  var outputs: [Double] {
    (0..<h.count / units).flatMap { row in
      let state = vector(h, row)
      return combined(context(of: state, sentence: row % lengths.count) + state)
    }
  }

  private func context(of state: [Double], sentence: Int) -> [Double] {
    let positions = (0..<lengths[sentence]).map { vector(m, $0 * lengths.count + sentence) }
    let exponentials = positions.map { exp(dot($0, state)) }
    let sum = exponentials.reduce(0, +)
    var context = [Double](repeating: 0, count: units)
    for (position, exponential) in zip(positions, exponentials) {
      for unit in 0..<units { context[unit] += exponential / sum * position[unit] }
    }
    return context
  }

  private func combined(_ joined: [Double]) -> [Double] {
    (0..<units).map { unit in
      tanh(dot(Array(w[unit * 2 * units..<(unit + 1) * 2 * units]), joined))
    }
  }

  private func vector(_ numbers: [Double], _ row: Int) -> [Double] {
    Array(numbers[row * units..<(row + 1) * units])
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
