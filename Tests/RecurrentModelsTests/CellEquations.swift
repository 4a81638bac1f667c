import Foundation

@testable import RecurrentModels

/// The equations of the cells in double precision, slow and plain, to hold the fast ones to.
extension RecurrentLayer {
  /// By the letters of the equations.
  var letters: [String: ParameterLayout.Tensor] {
    var letters = ["w": weightIH, "u": weightHH, "b": biases[0]]
    if kind == .gru { letters["v"] = biases[1] }
    return letters
  }

  /// The state and the memory after a step, from those before it, for one sequence. A cell without
  /// a memory has an empty one.
  func step(_ weights: [String: [Double]], x: [Double], h: [Double], c: [Double])
    -> (h: [Double], c: [Double])
  {
    switch kind {
    case .lstm: lstm(weights, x, h, c)
    case .gru: (gru(weights, x, h), [])
    case .rnn: (rnn(weights, x, h), [])
    }
  }

  private func lstm(_ weights: [String: [Double]], _ x: [Double], _ h: [Double], _ c: [Double])
    -> (h: [Double], c: [Double])
  {
    let (w, u, b) = (weights["w"]!, weights["u"]!, weights["b"]!)
    var (nextH, nextC) = (h, c)
    for unit in 0..<units {
      func a(_ gate: Int) -> Double {
        let row = gate * units + unit
        return product(w, row, x) + product(u, row, h) + b[row]
      }
      let (i, f, g, o) = (sigmoid(a(0)), sigmoid(a(1)), tanh(a(2)), sigmoid(a(3)))
      nextC[unit] = f * c[unit] + i * g
      nextH[unit] = o * tanh(nextC[unit])
    }
    return (nextH, nextC)
  }

  private func gru(_ weights: [String: [Double]], _ x: [Double], _ h: [Double]) -> [Double] {
    let (w, u, b, v) = (weights["w"]!, weights["u"]!, weights["b"]!, weights["v"]!)
    return (0..<units).map { unit in
      func input(_ gate: Int) -> Double {
        product(w, gate * units + unit, x) + b[gate * units + unit]
      }
      func state(_ gate: Int) -> Double {
        product(u, gate * units + unit, h) + v[gate * units + unit]
      }
      let r = sigmoid(input(0) + state(0))
      let z = sigmoid(input(1) + state(1))
      let n = tanh(input(2) + r * state(2))
      return (1 - z) * n + z * h[unit]
    }
  }

  private func rnn(_ weights: [String: [Double]], _ x: [Double], _ h: [Double]) -> [Double] {
    let (w, u, b) = (weights["w"]!, weights["u"]!, weights["b"]!)
    return (0..<units).map { tanh(product(w, $0, x) + product(u, $0, h) + b[$0]) }
  }
}

private func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// A row of a matrix times a column.
private func product(_ matrix: [Double], _ row: Int, _ x: [Double]) -> Double {
  var sum = 0.0
  for column in 0..<x.count { sum += matrix[row * x.count + column] * x[column] }
  return sum
}
