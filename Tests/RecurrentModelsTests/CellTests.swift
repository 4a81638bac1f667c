import Foundation
import Kernels
import TestSupport
import Testing

@testable import RecurrentModels

struct CellTests {
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

  private func run(
    _ kind: CellKind, _ shape: Shape, _ direction: SequenceBatch.Direction, seed: UInt64
  ) throws -> CellRun {
    var run = CellRun(
      kind, inputs: shape.inputs, units: shape.units, steps: shape.steps, lengths: shape.lengths,
      seed: seed, direction: direction)
    try run.run()
    return run
  }

  /// max |a − b| / max |b|
  private func difference(_ a: [Float], _ b: [Double]) -> Double {
    precondition(a.count == b.count)
    let scale = b.map(abs).max() ?? 0
    return (zip(a, b).map { abs(Double($0) - $1) }.max() ?? 0) / (scale == 0 ? 1 : scale)
  }

  @Test(arguments: CellKind.allCases, shapes)
  func `does what the equations say`(kind: CellKind, shape: Shape) throws {
    for direction in [SequenceBatch.Direction.forward, .backward] {
      let run = try run(kind, shape, direction, seed: 3)
      let (h, c) = run.states(run.exactNumbers)
      #expect(difference(run.h, h.flatMap { $0.flatMap { $0 } }) < 1e-6, "\(direction)")
      #expect(difference(run.c, c.flatMap { $0.flatMap { $0 } }) < 1e-6, "\(direction)")
    }
  }

  /// Every gradient against central differences of the equations in double precision.
  @Test(arguments: CellKind.allCases, shapes)
  func `its gradients are slopes`(kind: CellKind, shape: Shape) throws {
    for direction in [SequenceBatch.Direction.forward, .backward] {
      try expectSlopes(run(kind, shape, direction, seed: 5))
    }
  }

  private func expectSlopes(_ run: CellRun) throws {
    let step = 1e-5
    var numbers = run.exactNumbers
    for (key, gradient) in run.gradients {
      let slopes = gradient.indices.map { index in
        let exact = numbers[key]![index]
        defer { numbers[key]![index] = exact }
        numbers[key]![index] = exact + step
        let above = run.loss(numbers)
        numbers[key]![index] = exact - step
        return (above - run.loss(numbers)) / (2 * step)
      }
      #expect(difference(gradient, slopes) < 1e-5, "of \(key), \(run.direction)")
    }
  }

  /// What PyTorch's `nn.LSTM`, `nn.GRU` and `nn.RNN` give, on a packed sequence where lengths
  /// differ.
  @Test(arguments: [(CellKind.lstm, "lstm.json"), (.gru, "gru_rnn.json"), (.rnn, "gru_rnn.json")])
  func `does what PyTorch does`(kind: CellKind, fixture: String) throws {
    let all = try #require(try Fixture.json(fixture)["cases"] as? [[String: Any]])
    let cases = all.filter { ($0["cell"] as? String ?? "lstm") == kind.rawValue }
    #expect(!cases.isEmpty)
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      func numbers(_ key: String) throws -> [Double] {
        try #require(entry[key] as? [Double], "\(key)")
      }
      var run = CellRun(
        kind, inputs: try #require(entry["inputs"] as? Int),
        units: try #require(entry["units"] as? Int), steps: try #require(entry["steps"] as? Int),
        lengths: try #require(entry["lengths"] as? [Int]), seed: 0)
      try run.take(entry)
      try run.run()
      #expect(difference(run.outputsOfRealSteps, try numbers("h")) < 1e-5, "\(name): h")
      if run.layer.kind.cell.hasCellState {
        #expect(difference(run.lastMemory, try numbers("c")) < 1e-5, "\(name): c")
      }
      for (key, gradient) in run.gradients {
        #expect(difference(gradient, try numbers("d" + key)) < 1e-5, "\(name): d\(key)")
      }
    }
  }

  /// In chunks that stay in the cache, of which so many steps are two, or a step at a time.
  @Test(arguments: CellKind.allCases, Precision.allCases.filter(\.isSupported))
  func `takes many steps at once or one by one`(kind: CellKind, precision: Precision) throws {
    var whole = CellRun(
      kind, inputs: 8, units: 256 / kind.cell.gateCount, steps: 26,
      lengths: (0..<24).map { 26 - $0 % 5 }, seed: 9)
    for key in whole.layer.letters.keys { whole.numbers[key] = whole.numbers[key]!.map { $0 / 8 } }
    var parts = whole
    try whole.run(precision: precision)
    try parts.run(precision: precision, inParts: true)
    for (key, gradient) in whole.gradients {
      let differs = difference(parts.gradients[key]!, gradient.map(Double.init))
      #expect(differs < 1e-5, "of \(key)")
    }
  }

  @Test(
    .enabled(if: Precision.bfloat16.isSupported, "this processor has no bf16"),
    arguments: CellKind.allCases)
  func `rounds in bfloat16`(kind: CellKind) throws {
    var exact = CellRun(kind, inputs: 32, units: 48, steps: 5, lengths: [5, 5, 3], seed: 8)
    for key in exact.layer.letters.keys { exact.numbers[key] = exact.numbers[key]!.map { $0 / 8 } }
    var rounded = exact
    try exact.run()
    try rounded.run(precision: .bfloat16)
    #expect(difference(rounded.h, exact.h.map(Double.init)) < 0.01)
    for (key, gradient) in exact.gradients {
      let differs = difference(rounded.gradients[key]!, gradient.map(Double.init))
      #expect(differs < 0.02, "of \(key)")
    }
    #expect(rounded.h != exact.h)
  }
}
