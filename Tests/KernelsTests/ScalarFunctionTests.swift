import CKernels
import Foundation
import Kernels
import Testing

/// The functions of `scalar_functions.h`, over arrays.
struct ScalarFunctionTests {
  struct Function: CustomTestStringConvertible {
    var testDescription: String
    var apply:
      @Sendable (_ x: UnsafePointer<Float>?, _ y: UnsafeMutablePointer<Float>?, Int) -> Void
    var exact: @Sendable (Double) -> Double

    /// The results of numbers that lie `offset` floats after the start of their memory.
    func results(of arguments: [Float], offset: Int = 0) -> [Float] {
      var numbers = Array(repeating: 1, count: offset) + arguments
      numbers.withUnsafeMutableBufferPointer { numbers in
        let start = numbers.baseAddress.map { $0 + offset }
        apply(start, start, arguments.count)
      }
      return Array(numbers[offset...])
    }
  }

  static let exponential = Function(testDescription: "exp", apply: ck_exp) { exp($0) }
  static let hyperbolicTangent = Function(testDescription: "tanh", apply: ck_tanh) { tanh($0) }
  static let logistic = Function(testDescription: "sigmoid", apply: ck_sigmoid) {
    $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0))
  }
  static let functions = [exponential, hyperbolicTangent, logistic]

  /// All floats were looked at when the comments in `scalar_functions.h` were written; these are one
  /// in 20,011, and many around zero and one.
  @Test(arguments: functions)
  func `results are within 2.5 units of the last place`(_ function: Function) {
    let arguments =
      stride(from: 0, through: Int(UInt32.max), by: 20_011).map { Float(bitPattern: UInt32($0)) }
      + stride(from: -20, through: 20, by: 0.00073)
    var worst = (error: 0.0, at: Float(0))
    for (x, y) in zip(arguments, function.results(of: arguments)) where !x.isNaN {
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
    for (x, y) in zip(arguments, function.results(of: arguments)) {
      let exact = function.exact(Double(x))
      guard exact.magnitude < Double(Float.leastNormalMagnitude) else { continue }
      let isFlushed = function.testDescription == "sigmoid" && x <= -88.375 && y == 0
      let error = (Double(y) - exact).magnitude / Double(Float.leastNonzeroMagnitude)
      #expect(error <= 1 || isFlushed, "\(function.testDescription)(\(x)) is \(y)")
    }
  }

  struct Value: CustomTestStringConvertible {
    var function: Function
    var x: Float
    var y: Float
    var testDescription: String { "\(function.testDescription)(\(x)) is \(y)" }
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
    exponentials.map { Value(function: exponential, x: $0, y: $1) }
    + tangents.map { Value(function: hyperbolicTangent, x: $0, y: $1) }
    + sigmoids.map { Value(function: logistic, x: $0, y: $1) }

  @Test(arguments: values) func `special values are exact`(_ value: Value) {
    // In the body of a loop, and alone in its remainder.
    for count in [1, 64] {
      let results = value.function.results(of: Array(repeating: value.x, count: count))
      #expect(results.allSatisfy { $0.bitPattern == value.y.bitPattern }, "\(results[0])")
    }
  }

  @Test(arguments: functions) func `NaN stays NaN`(_ function: Function) {
    let arguments = [Float.nan, -.nan, .signalingNaN, Float(nan: 0x1234, signaling: false)]
    let all = Array(repeating: arguments, count: 17).flatMap { $0 }
    #expect(function.results(of: all).allSatisfy { $0.isNaN })
  }

  @Test func `tanh is odd to the bit`() {
    let arguments = Array(stride(from: Float(0), through: 10, by: 0.0037))
    let positive = Self.hyperbolicTangent.results(of: arguments)
    let negative = Self.hyperbolicTangent.results(of: arguments.map { -$0 })
    #expect(positive.map { (-$0).bitPattern } == negative.map(\.bitPattern))
  }

  @Test func `a matrix becomes the tangents of its elements`() {
    let arguments = randomFloats(3 * 37, seed: 1, scale: 4)
    var numbers = arguments
    numbers.withUnsafeMutableBufferPointer { numbers in
      Matrix(numbers.baseAddress!, rows: 3, columns: 37).applyTanh()
    }
    #expect(numbers.bits == Self.hyperbolicTangent.results(of: arguments).bits)
  }

  @Test(arguments: functions) func `a result is the same wherever it stands`(_ function: Function) {
    let arguments = (0..<99).map { Float($0 - 50) * 0.37 }
    let alone = arguments.flatMap { function.results(of: [$0]) }
    for start in 0..<40 {
      for end in [start, start + 1, start + 15, 98, 99] {
        let part = function.results(
          of: Array(arguments[start..<end]), offset: start % 17)
        #expect(part.map(\.bitPattern) == alone[start..<end].map(\.bitPattern))
      }
    }
  }
}
