import Foundation

@testable import RecurrentModels

extension Attention {
  /// By the letters of the equations.
  var letters: [String: ParameterLayout.Tensor] {
    var letters = ["W": combine.weight]
    letters["K"] = key?.weight
    letters["Q"] = query?.weight
    letters["v"] = score
    return letters
  }
}

/// The equations of attention in double precision, slow and plain, to hold the fast one to.
struct ReferenceAttention {
  var kind: AttentionKind
  var units: Int
  var lengths: [Int]  // of the sources
  var numbers: [String: [Double]]  // h [target steps, batch, units], m likewise, the tensors

  /// y [target steps, batch, units]
  var outputs: [Double] {
    (0..<numbers["h"]!.count / units).flatMap { row in
      let h = vector("h", row)
      return product("W", context(of: h, sentence: row % lengths.count) + h).map { tanh($0) }
    }
  }

  private func context(of h: [Double], sentence: Int) -> [Double] {
    let positions = (0..<lengths[sentence]).map { vector("m", $0 * lengths.count + sentence) }
    let exponentials = positions.map { exp(score(h, $0)) }
    let sum = exponentials.reduce(0, +)
    var context = [Double](repeating: 0, count: units)
    for (position, exponential) in zip(positions, exponentials) {
      for unit in 0..<units { context[unit] += exponential / sum * position[unit] }
    }
    return context
  }

  private func score(_ h: [Double], _ m: [Double]) -> Double {
    switch kind {
    case .dot: dot(h, m)
    case .general: dot(h, product("K", m))
    case .additive: dot(numbers["v"]!, zip(product("Q", h), product("K", m)).map { tanh($0 + $1) })
    }
  }

  private func vector(_ key: String, _ row: Int) -> [Double] {
    Array(numbers[key]![row * units..<(row + 1) * units])
  }

  /// A matrix times a column.
  private func product(_ key: String, _ x: [Double]) -> [Double] {
    let matrix = numbers[key]!
    return (0..<units).map { unit in
      var sum = 0.0
      for column in 0..<x.count { sum += matrix[unit * x.count + column] * x[column] }
      return sum
    }
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
