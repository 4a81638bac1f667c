import Foundation
import Kernels
import TestSupport
import Testing

@testable import RecurrentModels

struct LSTMTests {
  struct Shape: CustomTestStringConvertible, Sendable {
    var inputs, units, steps: Int
    var lengths: [Int]
    var testDescription: String { "\(inputs) to \(units), \(steps) steps, lengths \(lengths)" }
  }

  private static let shapes = [
    Shape(inputs: 3, units: 5, steps: 4, lengths: [4, 4]),
    Shape(inputs: 1, units: 1, steps: 1, lengths: [1]),
    Shape(inputs: 5, units: 17, steps: 3, lengths: [3, 1, 2]),
    Shape(inputs: 2, units: 3, steps: 6, lengths: [6, 0, 3, 1]),
    Shape(inputs: 4, units: 8, steps: 2, lengths: [0, 0]),
    Shape(inputs: 7, units: 4, steps: 1, lengths: [1, 0, 1]),
  ]

  /// max |a − b| / max |b|
  private func difference(_ a: [Float], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    let scale = b.map(abs).max() ?? 0
    return (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / (scale == 0 ? 1 : scale)
  }

  @Test(arguments: shapes)
  func doesWhatTheEquationsSay(shape: Shape) throws {
    var run = LSTMRun(
      inputs: shape.inputs, units: shape.units, steps: shape.steps, lengths: shape.lengths, seed: 3)
    try run.run()
    let (h, c) = run.states(LSTMRun.Numbers(run))
    #expect(difference(run.h, h.flatMap { $0.flatMap { $0 } }) < 1e-6)
    #expect(difference(run.c, c.flatMap { $0.flatMap { $0 } }) < 1e-6)
  }

  /// Every gradient against central differences of the equations in double precision.
  @Test(arguments: shapes)
  func itsGradientsAreSlopes(shape: Shape) throws {
    var run = LSTMRun(
      inputs: shape.inputs, units: shape.units, steps: shape.steps, lengths: shape.lengths, seed: 5)
    try run.run()
    let layer = run.layer
    let gradients: [(String, WritableKeyPath<LSTMRun.Numbers, [Double]>, [Float])] = [
      ("W", \.w, Array(run.gradients[layer.weightIH.range])),
      ("U", \.u, Array(run.gradients[layer.weightHH.range])),
      ("b", \.b, Array(run.gradients[layer.bias.range])),
      ("x", \.x, run.dx), ("h0", \.h0, run.dh0), ("c0", \.c0, run.dc0),
    ]
    let step = 1e-5
    for (name, place, gradient) in gradients {
      let slopes = gradient.indices.map { index in
        let above = run.referenceLoss(changing: place, index, by: step)
        let below = run.referenceLoss(changing: place, index, by: -step)
        return (above - below) / (2 * step)
      }
      #expect(difference(gradient, slopes) < 1e-5, "of \(name)")
    }
  }

  /// What PyTorch's `nn.LSTM` gives, on a packed sequence where lengths differ.
  @Test func doesWhatPyTorchDoes() throws {
    let cases = try #require(try Fixture.json("lstm.json")["cases"] as? [[String: Any]])
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      let lengths = try #require(entry["lengths"] as? [Int])
      func numbers(_ key: String) throws -> [Double] { try #require(entry[key] as? [Double]) }
      var run = LSTMRun(
        inputs: try #require(entry["inputs"] as? Int), units: try #require(entry["units"] as? Int),
        steps: try #require(entry["steps"] as? Int), lengths: lengths, seed: 0)
      try run.take(entry)
      try run.run()
      let layer = run.layer
      #expect(difference(run.outputsOfRealSteps, try numbers("h")) < 1e-5, "\(name): h")
      #expect(difference(run.lastMemory, try numbers("c")) < 1e-5, "\(name): c")
      for (key, gradient) in [
        ("dw", Array(run.gradients[layer.weightIH.range])),
        ("du", Array(run.gradients[layer.weightHH.range])),
        ("db", Array(run.gradients[layer.bias.range])),
        ("dx", run.dx), ("dh0", run.dh0), ("dc0", run.dc0),
      ] {
        #expect(difference(gradient, try numbers(key)) < 1e-5, "\(name): \(key)")
      }
    }
  }

  @Test func roundsInBfloat16() throws {
    guard Precision.bfloat16.isSupported else { return }
    var exact = LSTMRun(inputs: 32, units: 48, steps: 5, lengths: [5, 5, 3], seed: 8)
    exact.weights = exact.weights.map { $0 / 8 }
    var rounded = exact
    try exact.run()
    try rounded.run(precision: .bfloat16)
    #expect(difference(rounded.h, exact.h.map(Double.init)) < 0.01)
    #expect(difference(rounded.gradients, exact.gradients.map(Double.init)) < 0.02)
    #expect(rounded.h != exact.h)
  }
}
