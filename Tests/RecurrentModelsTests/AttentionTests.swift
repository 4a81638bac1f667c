import Kernels
import TestSupport
import Testing

@testable import RecurrentModels

struct AttentionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var units, steps, sourceSteps: Int
    var lengths: [Int]
    var testDescription: String { name }

    func run(_ kind: AttentionKind) -> AttentionRun {
      AttentionRun(
        kind, units: units, steps: steps, sourceSteps: sourceSteps, lengths: lengths, seed: 17)
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

  @Test(arguments: AttentionKind.allCases, cases)
  func `does what the equations say`(kind: AttentionKind, entry: Case) throws {
    var run = entry.run(kind)
    try run.run()
    #expect(relativeDifference(run.y, run.reference.outputs) < 1e-6)
  }

  /// Every gradient against central differences of the equations in double precision.
  @Test(arguments: AttentionKind.allCases, cases)
  func `its gradients are slopes`(kind: AttentionKind, entry: Case) throws {
    var run = entry.run(kind)
    try run.run()
    var reference = run.reference
    for (key, gradient) in run.gradients {
      let numbers = reference.numbers[key]!
      let slope = slopes(at: numbers) {
        reference.numbers[key] = $0
        return weightedSum(reference.outputs, run.numbers["dy"]!)
      }
      reference.numbers[key] = numbers
      #expect(relativeDifference(gradient, slope) < 1e-5, "of \(key)")
    }
  }

  /// What PyTorch gives, with its own attention, `nn.Linear` and `nn.Softmax`.
  @Test func `does what PyTorch does`() throws {
    let cases = try #require(try Fixture.json("attention.json")["cases"] as? [[String: Any]])
    for entry in cases {
      let name = try #require(entry["name"] as? String)
      let lengths = try #require(entry["lengths"] as? [Int])
      var run = AttentionRun(
        try #require((entry["kind"] as? String).flatMap(AttentionKind.init)),
        units: try #require(entry["units"] as? Int), steps: try #require(entry["steps"] as? Int),
        sourceSteps: try #require(lengths.max()), lengths: lengths)
      try run.take(entry)
      try run.run()
      func differs(_ result: [Float], from key: String) throws -> Double {
        relativeDifference(result, try #require(entry[key] as? [Double], "\(key)"))
      }
      #expect(try differs(run.y, from: "y") < 1e-5, "\(name): y")
      for (key, gradient) in run.gradients {
        #expect(try differs(gradient, from: "d" + key) < 1e-5, "\(name): d\(key)")
      }
    }
  }

  /// As input feeding and decoding go, which changes no bit where multiplications do not.
  @Test(arguments: AttentionKind.allCases, cases)
  func `step by step is all at once`(kind: AttentionKind, entry: Case) throws {
    var (whole, steps) = (entry.run(kind), entry.run(kind))
    try whole.run(batchInvariant: true)
    try steps.run(stepByStep: true, batchInvariant: true)
    #expect(steps.a == whole.a && steps.context == whole.context && steps.y == whole.y)
    #expect(steps.gradients["h"] == whole.gradients["h"])
    for (key, gradient) in steps.gradients {
      let differs = relativeDifference(gradient, whole.gradients[key]!.map(Double.init))
      #expect(differs < 1e-6, "of \(key)")
    }
  }

  @Test(arguments: AttentionKind.allCases, cases)
  func `spreads a weight of one over real positions`(kind: AttentionKind, entry: Case) throws {
    var run = entry.run(kind)
    try run.run()
    for row in 0..<entry.steps * entry.lengths.count {
      let a = run.a[row * entry.sourceSteps..<(row + 1) * entry.sourceSteps]
      let length = entry.lengths[row % entry.lengths.count]
      #expect(abs(a.reduce(0, +) - (length == 0 ? 0 : 1)) < 1e-6, "row \(row)")
      #expect(a.dropFirst(length).allSatisfy { $0 == 0 }, "row \(row) attends to padding")
    }
  }

  /// An empty source has no context rather than NaN.
  @Test(arguments: AttentionKind.allCases)
  func `never reads padding`(kind: AttentionKind) throws {
    var run = AttentionRun(kind, units: 5, steps: 2, sourceSteps: 3, lengths: [3, 0, 1], seed: 4)
    try run.run()
    #expect(run.context[5..<10].allSatisfy { $0 == 0 }, "the empty source has a context")
    for poison in [Float.nan, 1000] {
      var poisoned = run
      for position in 0..<9 where position / 3 >= run.lengths[position % 3] {
        for unit in 0..<5 { poisoned.numbers["m"]![position * 5 + unit] = poison }
      }
      try poisoned.run()
      #expect(poisoned.y == run.y)
      for (key, gradient) in run.gradients where !(key == "K" && poison.isNaN) {
        #expect(poisoned.gradients[key] == gradient, "of \(key), from \(poison)")
      }
    }
  }

  @Test func `survives scores beyond the exponential's range`() throws {
    var run = AttentionRun(.dot, units: 2, steps: 1, sourceSteps: 3, lengths: [3])
    run.numbers["h"] = [100, 0]
    run.numbers["m"] = [-100, 1, 100, 2, 98, 3]
    try run.run()
    #expect(run.a == [0, 1, 0])
    #expect(run.context == [100, 2])
  }

  /// What went wrong in a sentence shows in its outputs, and in no other's.
  @Test(arguments: AttentionKind.allCases)
  func `passes on what is not a number`(kind: AttentionKind) throws {
    var run = AttentionRun(kind, units: 3, steps: 1, sourceSteps: 2, lengths: [2, 2], seed: 6)
    run.numbers["m"]![0] = .nan
    try run.run()
    #expect(run.y[..<3].allSatisfy { $0.isNaN })
    #expect(run.y[3...].allSatisfy { $0.isFinite })
  }

  /// A sentence alone has the bits it has among others, and a step those it has among steps.
  @Test(arguments: AttentionKind.allCases)
  func `does not depend on the batch`(kind: AttentionKind) throws {
    let units = 19
    var batch = AttentionRun(
      kind, units: units, steps: 6, sourceSteps: 40, lengths: [40, 7], seed: 9)
    var alone = AttentionRun(kind, units: units, steps: 1, sourceSteps: 7, lengths: [7])
    func second(_ letter: String, step: Int) -> ArraySlice<Float> {
      batch.numbers[letter]![(2 * step + 1) * units..<(2 * step + 2) * units]
    }
    for key in batch.layer.letters.keys { alone.numbers[key] = batch.numbers[key] }
    alone.numbers["m"] = (0..<7).flatMap { second("m", step: $0) }
    alone.numbers["h"] = Array(second("h", step: 4))
    alone.numbers["dy"] = Array(second("dy", step: 4))
    try batch.run(batchInvariant: true)
    try alone.run(batchInvariant: true)
    let own = 9 * units..<10 * units
    #expect(Array(batch.a[9 * 40..<9 * 40 + 7]) == alone.a)
    #expect(Array(batch.context[own]) == alone.context)
    #expect(Array(batch.y[own]) == alone.y)
    #expect(Array(batch.gradients["h"]![own]) == alone.gradients["h"])
  }

  @Test(
    .enabled(if: Precision.bfloat16.isSupported, "this processor has no bf16"),
    arguments: AttentionKind.allCases)
  func `rounds in bfloat16`(kind: AttentionKind) throws {
    var exact = AttentionRun(kind, units: 32, steps: 3, sourceSteps: 4, lengths: [4, 2], seed: 2)
    for key in exact.layer.letters.keys { exact.numbers[key] = exact.numbers[key]!.map { $0 / 8 } }
    var rounded = exact
    try exact.run()
    try rounded.run(precision: .bfloat16)
    #expect(relativeDifference(rounded.y, exact.y.map(Double.init)) < 0.01)
    for (key, gradient) in exact.gradients {
      let differs = relativeDifference(rounded.gradients[key]!, gradient.map(Double.init))
      #expect(differs < 0.03, "of \(key)")
    }
    #expect(rounded.y != exact.y)
  }
}
