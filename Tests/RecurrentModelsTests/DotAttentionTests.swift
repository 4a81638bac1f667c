import TestSupport
import Testing

@testable import RecurrentModels

struct DotAttentionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var units, steps, sourceSteps: Int
    var lengths: [Int]
    var testDescription: String { name }

    var run: DotAttentionRun {
      DotAttentionRun(
        units: units, steps: steps, sourceSteps: sourceSteps, lengths: lengths, seed: 17)
    }
  }

  private static let cases = [
    Case(name: "one of everything", units: 1, steps: 1, sourceSteps: 1, lengths: [1]),
    Case(name: "one sentence", units: 5, steps: 3, sourceSteps: 4, lengths: [4]),
    Case(name: "equal lengths", units: 3, steps: 4, sourceSteps: 2, lengths: [2, 2, 2]),
    Case(name: "unequal lengths", units: 6, steps: 2, sourceSteps: 5, lengths: [5, 1, 3]),
    Case(name: "one target step", units: 4, steps: 1, sourceSteps: 3, lengths: [2, 3]),
    Case(name: "wider than a vector", units: 17, steps: 2, sourceSteps: 3, lengths: [3, 2]),
    Case(name: "an empty source", units: 4, steps: 2, sourceSteps: 3, lengths: [3, 0, 1]),
    Case(name: "nothing but padding", units: 3, steps: 2, sourceSteps: 2, lengths: [0, 0]),
  ]

  @Test(arguments: cases)
  func doesWhatTheEquationsSay(entry: Case) throws {
    var run = entry.run
    try run.run()
    #expect(relativeDifference(run.y, run.reference.outputs) < 1e-6)
  }

  /// Every gradient against central differences of the equations in double precision.
  @Test(arguments: cases)
  func itsGradientsAreSlopes(entry: Case) throws {
    var run = entry.run
    try run.run()
    let gradients: [(String, WritableKeyPath<ReferenceAttention, [Double]>, [Float])] = [
      ("W", \.w, run.dw), ("h", \.h, run.dh), ("m", \.m, run.dm),
    ]
    for (name, place, gradient) in gradients {
      var reference = run.reference
      let slope = slopes(at: reference[keyPath: place]) {
        reference[keyPath: place] = $0
        return weightedSum(reference.outputs, run.dy)
      }
      #expect(relativeDifference(gradient, slope) < 1e-5, "of \(name)")
    }
  }

  /// What PyTorch gives, with its own attention and `nn.Linear`.
  @Test func doesWhatPyTorchDoes() throws {
    let cases = try #require(try Fixture.json("attention.json")["cases"] as? [[String: Any]])
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      let lengths = try #require(entry["lengths"] as? [Int])
      func numbers(_ key: String) throws -> [Double] { try #require(entry[key] as? [Double]) }
      var run = DotAttentionRun(
        units: try #require(entry["units"] as? Int), steps: try #require(entry["steps"] as? Int),
        sourceSteps: try #require(lengths.max()), lengths: lengths)
      (run.w, run.dy) = (try numbers("w").map(Float.init), try numbers("dy").map(Float.init))
      (run.h, run.m) = (try numbers("h").map(Float.init), try numbers("m").map(Float.init))
      try run.run()
      for (key, result) in [
        ("y", run.y), ("dw", run.dw), ("dh", run.dh), ("dm", run.dm),
      ] {
        #expect(relativeDifference(result, try numbers(key)) < 1e-5, "\(name): \(key)")
      }
    }
  }

  @Test(arguments: cases)
  func spreadsAWeightOfOneOverRealPositions(entry: Case) throws {
    var run = entry.run
    try run.run()
    for row in 0..<entry.steps * entry.lengths.count {
      let a = run.a[row * entry.sourceSteps..<(row + 1) * entry.sourceSteps]
      let length = entry.lengths[row % entry.lengths.count]
      #expect(abs(a.reduce(0, +) - (length == 0 ? 0 : 1)) < 1e-6, "row \(row)")
      #expect(a.dropFirst(length).allSatisfy { $0 == 0 }, "row \(row) attends to padding")
    }
  }

  /// Padding may hold anything, and an empty source has no context rather than NaN.
  @Test func neverReadsPadding() throws {
    var run = DotAttentionRun(units: 5, steps: 2, sourceSteps: 3, lengths: [3, 0, 1], seed: 4)
    try run.run()
    var poisoned = run
    for step in 0..<3 {
      for (sentence, length) in run.lengths.enumerated() where step >= length {
        let start = (step * 3 + sentence) * 5
        poisoned.m.replaceSubrange(start..<start + 5, with: repeatElement(.nan, count: 5))
      }
    }
    try poisoned.run()
    #expect(poisoned.y == run.y)
    #expect(poisoned.dh == run.dh)
    #expect(poisoned.dm == run.dm)
    #expect(run.context[5..<10].allSatisfy { $0 == 0 }, "the empty source has a context")
  }

  @Test func survivesScoresBeyondTheExponentialsRange() throws {
    var run = DotAttentionRun(units: 2, steps: 1, sourceSteps: 3, lengths: [3])
    run.h = [100, 0]
    run.m = [-100, 1, 100, 2, 98, 3]
    try run.run()
    #expect(run.a == [0, 1, 0])
    #expect(run.context == [100, 2])
  }

  /// What went wrong in a sentence shows in its outputs, and in no other's.
  @Test func passesOnWhatIsNotANumber() throws {
    var run = DotAttentionRun(units: 3, steps: 1, sourceSteps: 2, lengths: [2, 2], seed: 6)
    run.m[0] = .nan
    try run.run()
    #expect(run.y[..<3].allSatisfy { $0.isNaN })
    #expect(run.y[3...].allSatisfy { $0.isFinite })
  }

  /// A sentence alone has the bits it has among others.
  @Test func doesNotDependOnTheBatch() throws {
    var batch = DotAttentionRun(units: 19, steps: 1, sourceSteps: 40, lengths: [7, 40], seed: 9)
    var alone = DotAttentionRun(units: 19, steps: 1, sourceSteps: 7, lengths: [7])
    alone.h = Array(batch.h[..<19])
    alone.m = (0..<7).flatMap { batch.m[$0 * 38..<$0 * 38 + 19] }
    try batch.run()
    try alone.run()
    #expect(Array(batch.a[..<7]) == alone.a)
    #expect(Array(batch.context[..<19]) == alone.context)
  }
}
