import Foundation
import Kernels
import Testing

@Suite struct ActivationTests {
  struct Function: CustomTestStringConvertible {
    var testDescription: String
    var activation: Activation
    var exact: @Sendable (Double) -> Double
  }

  static let functions = [
    Function(testDescription: "exp", activation: .exponential) { exp($0) },
    Function(testDescription: "tanh", activation: .hyperbolicTangent) { tanh($0) },
    Function(testDescription: "sigmoid", activation: .sigmoid) {
      $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0))
    },
  ]

  /// All floats were looked at when the comments in `scalar_functions.h` were written; these are one
  /// in 20,011, and many around zero and one.
  @Test(arguments: functions)
  func `results are within 2.5 units of the last place`(_ function: Function) {
    let arguments =
      stride(from: 0, through: Int(UInt32.max), by: 20_011).map { Float(bitPattern: UInt32($0)) }
      + stride(from: -20, through: 20, by: 0.00073)
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(arguments, function.activation.results(of: arguments)) where !x.isNaN {
      let exact = function.exact(Double(x))
      guard Float(exact).isNormal else { continue }
      let unit = Double(sign: .plus, exponent: exact.exponent - 23, significand: 1)
      let error = (Double(y) - exact).magnitude / unit
      if !(error <= worst.error) { worst = (error, x) }
    }
    #expect(worst.error <= 2.5, "at \(worst.at)")
  }

  @Test(arguments: functions)
  func `below the normal range results are subnormal or zero`(_ function: Function) {
    let arguments = Array(stride(from: Float(-110), through: -87, by: 0.001))
    for (x, y) in zip(arguments, function.activation.results(of: arguments)) {
      let exact = function.exact(Double(x))
      guard exact.magnitude < Double(Float.leastNormalMagnitude) else { continue }
      let isFlushed = function.testDescription == "sigmoid" && x <= -88.375 && y == 0
      let error = (Double(y) - exact).magnitude / Double(Float.leastNonzeroMagnitude)
      #expect(error <= 1 || isFlushed, "\(function.testDescription)(\(x)) is \(y)")
    }
  }

  struct Value: CustomTestStringConvertible {
    var activation: Activation
    var x: Float
    var y: Float
    var testDescription: String { "\(activation)(\(x)) is \(y)" }
  }

  static let huge = Float.greatestFiniteMagnitude
  static let tiny = Float.leastNonzeroMagnitude
  static let exponentials: [(Float, Float)] = [
    (-0.0, 1), (0, 1), (tiny, 1), (88.73, .infinity), (huge, .infinity), (.infinity, .infinity),
    (-103.98, 0), (-huge, 0), (-.infinity, 0), (-103, tiny),
  ]
  static let tangents: [(Float, Float)] = [
    (-0.0, -0.0), (0, 0), (tiny, tiny), (-tiny, -tiny), (1e-30, 1e-30), (1e-6, 1e-6), (9.02, 1),
    (-9.02, -1), (huge, 1), (-huge, -1), (.infinity, 1), (-.infinity, -1),
  ]
  static let sigmoids: [(Float, Float)] = [
    (-0.0, 0.5), (0, 0.5), (tiny, 0.5), (16.65, 1), (huge, 1), (.infinity, 1), (-88.38, 0),
    (-huge, 0), (-.infinity, 0),
  ]
  static let values =
    exponentials.map { Value(activation: .exponential, x: $0, y: $1) }
    + tangents.map { Value(activation: .hyperbolicTangent, x: $0, y: $1) }
    + sigmoids.map { Value(activation: .sigmoid, x: $0, y: $1) }

  @Test(arguments: values) func `exact values`(_ value: Value) {
    // In the body of a loop, and alone in its remainder.
    for count in [1, 64] {
      let results = value.activation.results(of: Array(repeating: value.x, count: count))
      #expect(results.allSatisfy { $0.bitPattern == value.y.bitPattern }, "\(results[0])")
    }
  }

  @Test(arguments: functions) func `NaN stays NaN`(_ function: Function) {
    let arguments = [Float.nan, -.nan, .signalingNaN, Float(nan: 0x1234, signaling: false)]
    let all = Array(repeating: arguments, count: 17).flatMap { $0 }
    #expect(function.activation.results(of: all).allSatisfy { $0.isNaN })
  }

  @Test func `tanh is odd to the bit`() {
    let arguments = Array(stride(from: Float(0), through: 10, by: 0.0037))
    let positive = Activation.hyperbolicTangent.results(of: arguments)
    let negative = Activation.hyperbolicTangent.results(of: arguments.map { -$0 })
    #expect(positive.map { (-$0).bitPattern } == negative.map(\.bitPattern))
  }

  @Test(arguments: functions) func `a result is the same wherever it stands`(_ function: Function) {
    let arguments = (0..<99).map { Float($0 - 50) * 0.37 }
    let alone = arguments.flatMap { function.activation.results(of: [$0]) }
    for start in 0..<40 {
      for end in [start, start + 1, start + 15, 98, 99] {
        let part = function.activation.results(
          of: Array(arguments[start..<end]), offset: start % 17)
        #expect(part.map(\.bitPattern) == alone[start..<end].map(\.bitPattern))
      }
    }
  }
}

extension Activation {
  /// The results of numbers that lie `offset` floats after the start of their memory.
  func results(of arguments: [Float], offset: Int = 0) -> [Float] {
    var numbers = Array(repeating: 1, count: offset) + arguments
    numbers.withUnsafeMutableBufferPointer { numbers in
      apply(to: UnsafeMutableBufferPointer(rebasing: numbers[offset...]))
    }
    return Array(numbers[offset...])
  }
}
