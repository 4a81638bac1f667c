import Foundation
import Testing

@testable import Training

@Suite struct OptimizerTests {
  @Test(arguments: try OptimizerFixture.read().cases)
  func `updates as the original does`(_ original: OptimizerFixture.Case) throws {
    let fixture = try OptimizerFixture.read()
    var weights = fixture.weights
    var optimizer = Optimizer(original.optimizerMethod, parameterCount: weights.count)
    for (index, expected) in original.weights.enumerated() {
      var gradients = fixture.gradients[index].map { $0 * 4 }
      optimizer.update(
        weights: weights.mutableSpan, gradients: gradients.mutableSpan,
        learningRate: fixture.rates[index], scale: 0.25)
      for (ours, theirs) in zip(weights, expected) {
        #expect(agree(ours, theirs), "update \(index + 1) gives \(ours), not \(theirs)")
      }
      #expect(gradients.allSatisfy { $0 == 0 }, "gradients are zero for the next sum")
    }
    #expect(original.weights.count == 20)
  }

  @Test func `the fixture is there`() throws {
    #expect(try OptimizerFixture.read().cases.count == 8)
  }

  static let methods: [Optimizer.Method] = [
    .sgd(), .sgd(momentum: 0.9), .sgd(momentum: 0.9, nesterov: true), .rmsprop(), .adam(),
  ]

  /// The arrays after one update of `count` weights in pieces that end at `cuts`.
  private func updated(_ method: Optimizer.Method, count: Int, cuts: [Int]) -> [UInt32] {
    var weights = scatteredNumbers(count, seed: 1)
    var gradients = scatteredNumbers(count, seed: 2)
    var moments = scatteredNumbers(method.momentCount * count, seed: 3).map(abs)
    let pass = UpdatePass(method, update: 3, learningRate: 0.01, scale: 0.3)
    weights.withUnsafeMutableBufferPointer { weights in
      gradients.withUnsafeMutableBufferPointer { gradients in
        moments.withUnsafeMutableBufferPointer { moments in
          guard let arrays = UpdateArrays(weights, gradients, moments) else { return }
          for (start, end) in zip([0] + cuts, cuts + [count]) {
            pass.run(arrays, over: start..<end)
          }
        }
      }
    }
    return bits(weights) + bits(gradients) + bits(moments)
  }

  @Test(arguments: methods)
  func `the bits do not depend on how the arrays are cut`(_ method: Optimizer.Method) {
    for count in [0, 1, 2, 15, 16, 17, 33, 63, 64, 65, 129, 1037] {
      let whole = updated(method, count: count, cuts: [])
      for cuts in [
        [1, 2, 3], [7], [16, 48], [0, 13, 13, 50], Array(1...90),
      ] {
        let cuts = cuts.filter { $0 <= count }
        #expect(updated(method, count: count, cuts: cuts) == whole, "\(count) cut at \(cuts)")
      }
    }
  }

  @Test(arguments: methods)
  func `the bits do not depend on the number of threads`(_ method: Optimizer.Method) {
    func weights(threads: Int, count: Int) -> [UInt32] {
      var weights = scatteredNumbers(count, seed: 1)
      var optimizer = Optimizer(method, parameterCount: count)
      for seed in 2...3 {
        var gradients = scatteredNumbers(count, seed: seed)
        optimizer.update(
          weights: weights.mutableSpan, gradients: gradients.mutableSpan, learningRate: 0.1,
          threads: threads)
      }
      return bits(weights) + bits(optimizer.state.moments)
    }
    for count in [0, 1, 100_003] {
      let alone = weights(threads: 1, count: count)
      for threads in [2, 3, 7] { #expect(weights(threads: threads, count: count) == alone) }
    }
  }

  @Test(arguments: methods)
  func `goes on from its state as if it had never stopped`(_ method: Optimizer.Method) throws {
    var weights = scatteredNumbers(33)
    var optimizer = Optimizer(method, parameterCount: 33)
    func step(_ number: Int, _ optimizer: inout Optimizer, _ weights: inout [Float]) {
      var gradients = scatteredNumbers(33, seed: number)
      optimizer.update(
        weights: weights.mutableSpan, gradients: gradients.mutableSpan, learningRate: 0.1)
    }
    for number in 1...3 { step(number, &optimizer, &weights) }
    let saved = (state: optimizer.state, weights: weights)
    for number in 4...6 { step(number, &optimizer, &weights) }

    var resumedWeights = saved.weights
    var resumed = try Optimizer(method, parameterCount: 33, resuming: saved.state)
    for number in 4...6 { step(number, &resumed, &resumedWeights) }
    #expect(bits(resumedWeights) == bits(weights))
    #expect(resumed.state == optimizer.state)
    #expect(saved.state.updates == 3, "what was taken out stays")
  }

  @Test func `a state of another size is refused`() {
    #expect(throws: OptimizerStateError.momentCount(expected: 6, found: 3)) {
      try Optimizer(
        .adam(), parameterCount: 3,
        resuming: Optimizer.State(updates: 1, moments: [0, 0, 0]))
    }
    #expect(throws: OptimizerStateError.negativeUpdates(-1)) {
      try Optimizer(
        .sgd(), parameterCount: 3, resuming: Optimizer.State(updates: -1, moments: []))
    }
  }

  @Test(arguments: methods)
  func `what is not a number stays with its weight`(_ method: Optimizer.Method) {
    for place in [0, 16, 36] {
      var weights = [Float](repeating: 1, count: 37)
      var gradients = [Float](repeating: 0.5, count: 37)
      gradients[place] = .nan
      var optimizer = Optimizer(method, parameterCount: 37)
      optimizer.update(
        weights: weights.mutableSpan, gradients: gradients.mutableSpan, learningRate: 0.1)
      #expect(weights.indices.filter { weights[$0].isNaN } == [place])
      #expect(gradients.allSatisfy { $0 == 0 })
    }
  }

  @Test func `weights without gradients stay where they are`() {
    for method in Self.methods {
      var weights = scatteredNumbers(21)
      var gradients = [Float](repeating: 0, count: 21)
      var optimizer = Optimizer(method, parameterCount: 21)
      optimizer.update(
        weights: weights.mutableSpan, gradients: gradients.mutableSpan, learningRate: 0.1)
      #expect(weights == scatteredNumbers(21), "\(method)")
    }
  }
}
