import Foundation
import Kernels
import RecurrentModels
import Testing
import Threading

@testable import Training

@Suite struct OptimizerTests {
  private let alone = WorkerPool(threads: 1)

  /// Of one tensor, whose layout fills them up with zeros to a multiple of 16.
  private func gradients(_ values: [Float]) -> Gradients {
    var layout = ParameterLayout()
    layout.add("weights", [values.count])
    let gradients = Gradients(layout)
    gradients.array.start.update(from: values, count: values.count)
    gradients.markAdded()
    return gradients
  }

  @Test(arguments: try OptimizerFixture.read().cases)
  func `updates as the original does`(_ original: OptimizerFixture.Case) throws {
    let fixture = try OptimizerFixture.read()
    let size = gradients(fixture.weights).array.count
    let weights = FloatArray(count: size)
    weights.start.update(from: fixture.weights, count: fixture.weights.count)
    let optimizer = Optimizer(original.optimizerMethod, parameterCount: size)
    for (index, expected) in original.weights.enumerated() {
      let gradients = gradients(fixture.gradients[index].map { $0 * 4 })
      optimizer.update(
        weights: weights, gradients: gradients, learningRate: fixture.rates[index], scale: 0.25,
        on: alone)
      for (ours, theirs) in zip(weights.values, expected) {
        #expect(agree(ours, theirs), "update \(index + 1) gives \(ours), not \(theirs)")
      }
      #expect(gradients.array.values.allSatisfy { $0 == 0 }, "gradients are zero for the next sum")
    }
    #expect(original.weights.count == 20)
  }

  @Test func `the fixture is there`() throws {
    #expect(try OptimizerFixture.read().cases.count == 7)
  }

  static let methods: [Optimizer.Method] = [
    .sgd(), .sgd(momentum: 0.9), .rmsprop(), .adam(),
  ]

  /// The arrays after one update of `count` weights in pieces that end at `cuts`.
  private func updated(_ method: Optimizer.Method, count: Int, cuts: [Int]) -> [UInt32] {
    let weights = FloatArray(scatteredNumbers(count, seed: 1))
    let gradients = FloatArray(scatteredNumbers(count, seed: 2))
    let moments = FloatArray(scatteredNumbers(method.momentCount * count, seed: 3).map(abs))
    let update = method.update(3, learningRate: 0.01, scale: 0.3)
    let arrays = OptimizerArrays(weights: weights, gradients: gradients, moments: moments)
    for (start, end) in zip([0] + cuts, cuts + [count]) { update.run(arrays, over: start..<end) }
    return bits(weights.values) + bits(gradients.values) + bits(moments.values)
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
      let weights = FloatArray(scatteredNumbers(count, seed: 1))
      let optimizer = Optimizer(method, parameterCount: count)
      let pool = WorkerPool(threads: threads)
      for seed in 2...3 {
        optimizer.update(
          weights: weights, gradients: gradients(scatteredNumbers(count, seed: seed)),
          learningRate: 0.1, on: pool)
      }
      return bits(weights.values) + bits(optimizer.allMoments)
    }
    for count in [0, 16, 100_000] {
      let alone = weights(threads: 1, count: count)
      for threads in [2, 3, 7] { #expect(weights(threads: threads, count: count) == alone) }
    }
  }

  @Test(arguments: methods)
  func `goes on from its state as if it had never stopped`(_ method: Optimizer.Method) {
    let weights = FloatArray(scatteredNumbers(48))
    let optimizer = Optimizer(method, parameterCount: 48)
    func step(_ number: Int, _ optimizer: Optimizer, _ weights: FloatArray) {
      optimizer.update(
        weights: weights, gradients: gradients(scatteredNumbers(48, seed: number)),
        learningRate: 0.1, on: alone)
    }
    for number in 1...3 { step(number, optimizer, weights) }
    let saved = (moments: optimizer.allMoments, weights: weights.values)
    for number in 4...6 { step(number, optimizer, weights) }

    let resumedWeights = FloatArray(saved.weights)
    let resumed = Optimizer(method, parameterCount: 48)
    resumed.resume(after: 3)
    for index in 0..<method.momentCount {
      _ = resumed.moment(index).update(
        fromContentsOf: saved.moments[index * 48..<(index + 1) * 48])
    }
    for number in 4...6 { step(number, resumed, resumedWeights) }
    #expect(bits(resumedWeights.values) == bits(weights.values))
    #expect(bits(resumed.allMoments) == bits(optimizer.allMoments))
    #expect(resumed.updates == optimizer.updates)
  }

  @Test(arguments: methods)
  func `what is not a number stays with its weight`(_ method: Optimizer.Method) {
    for place in [0, 16, 36] {
      let weights = FloatArray([Float](repeating: 1, count: 48))
      let gradients = gradients([Float](repeating: 0.5, count: 48))
      gradients.array.start[place] = .nan
      let optimizer = Optimizer(method, parameterCount: 48)
      optimizer.update(weights: weights, gradients: gradients, learningRate: 0.1, on: alone)
      #expect(weights.values.indices.filter { weights.start[$0].isNaN } == [place])
      #expect(gradients.array.values.allSatisfy { $0 == 0 })
    }
  }

  @Test func `weights without gradients stay where they are`() {
    for method in Self.methods {
      let weights = FloatArray(scatteredNumbers(32))
      let optimizer = Optimizer(method, parameterCount: 32)
      optimizer.update(
        weights: weights, gradients: gradients([Float](repeating: 0, count: 32)), learningRate: 0.1,
        on: alone)
      #expect(weights.values == scatteredNumbers(32), "\(method)")
    }
  }
}

extension Optimizer {
  fileprivate var allMoments: [Float] { (0..<method.momentCount).flatMap { Array(moment($0)) } }
}
