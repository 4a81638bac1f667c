import Kernels
import Testing
import Threading

@testable import Training

@Suite struct MovingAverageTests {
  private let alone = WorkerPool(threads: 1)

  static let rates: [(update: Int, limit: Double, rate: Double)] = [
    (1, 1e-4, 0.9),  // Marian's t is 0: 1 − 1/10
    (2, 1e-4, 9.0 / 11),
    (9, 1e-4, 0.5),
    (91, 1e-4, 0.09),
    (89_991, 1e-4, 1e-4),
    (1_000_000, 1e-4, 1e-4),
    (1, 0.95, 0.95),
  ]

  @Test(arguments: rates)
  func `the newest weights count much at first`(_ update: Int, _ limit: Double, _ rate: Double) {
    #expect(abs(MovingAverage.rate(of: update, limit: limit) - rate) < 1e-15)
  }

  @Test(arguments: [0, 1, 17, 1037]) func `agrees with a plain average`(_ count: Int) {
    let initial = scatteredNumbers(count)
    let average = MovingAverage(startingFrom: FloatArray(initial), rate: 0.3)
    var plain = initial.map(Double.init)
    for update in 1...40 {
      let weights = scatteredNumbers(count, seed: update)
      average.add(FloatArray(weights), update: update, on: alone)
      let rate = max(0.3, 1 - Double(update) / Double(update + 9))
      for index in plain.indices { plain[index] += rate * (Double(weights[index]) - plain[index]) }
    }
    for (ours, exact) in zip(average.weights.values, plain) {
      #expect(abs(Double(ours) - exact) < 1e-6)
    }
  }

  @Test func `weights that stay are their own average`() {
    let weights = FloatArray(scatteredNumbers(100))
    let average = MovingAverage(startingFrom: weights, rate: 1e-4)
    for update in 1...1000 { average.add(weights, update: update, on: alone) }
    #expect(average.weights.values == weights.values)
  }

  @Test(arguments: [1, 33, 100_003])
  func `the bits do not depend on the number of threads`(_ count: Int) {
    func averaged(threads: Int) -> [UInt32] {
      let average = MovingAverage(startingFrom: FloatArray(scatteredNumbers(count)), rate: 0.01)
      average.add(
        FloatArray(scatteredNumbers(count, seed: 1)), update: 5, on: WorkerPool(threads: threads))
      return bits(average.weights.values)
    }
    for threads in [2, 3, 7] { #expect(averaged(threads: threads) == averaged(threads: 1)) }
  }
}
