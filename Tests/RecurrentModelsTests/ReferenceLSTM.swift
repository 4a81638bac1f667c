import Foundation

/// The equations of an LSTM in double precision, slow and plain, to hold the fast one to.
struct ReferenceLSTM {
  var inputs: Int
  var units: Int
  var w: [Double]  // [4·units, inputs]
  var u: [Double]  // [4·units, units]
  var b: [Double]  // [4·units]

  /// The states after each step, those at the beginning first: [steps + 1][batch][units].
  func run(
    x: [[[Double]]], h0: [[Double]], c0: [[Double]], isReal: (_ step: Int, _ row: Int) -> Bool
  ) -> (h: [[[Double]]], c: [[[Double]]]) {
    var (h, c) = ([h0], [c0])
    for (step, rows) in x.enumerated() {
      var (nextH, nextC) = (h[step], c[step])
      for (row, input) in rows.enumerated() where isReal(step, row) {
        (nextH[row], nextC[row]) = self.step(input, h[step][row], c[step][row])
      }
      h.append(nextH)
      c.append(nextC)
    }
    return (h, c)
  }

  private func step(_ x: [Double], _ h: [Double], _ c: [Double]) -> ([Double], [Double]) {
    func preactivation(_ row: Int) -> Double {
      var sum = b[row]
      for column in 0..<inputs { sum += w[row * inputs + column] * x[column] }
      for column in 0..<units { sum += u[row * units + column] * h[column] }
      return sum
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var (nextH, nextC) = (h, c)
    for unit in 0..<units {
      let i = sigmoid(preactivation(unit))
      let f = sigmoid(preactivation(units + unit))
      let g = tanh(preactivation(2 * units + unit))
      let o = sigmoid(preactivation(3 * units + unit))
      nextC[unit] = f * c[unit] + i * g
      nextH[unit] = o * tanh(nextC[unit])
    }
    return (nextH, nextC)
  }
}
