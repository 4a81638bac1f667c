import Testing

@testable import Training

@Suite struct MovingAverageTests {
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
    var average = MovingAverage(startingFrom: initial, rate: 0.3)
    var plain = initial.map(Double.init)
    for update in 1...40 {
      let weights = scatteredNumbers(count, seed: update)
      average.add(weights.span, update: update)
      let rate = max(0.3, 1 - Double(update) / Double(update + 9))
      for index in plain.indices { plain[index] += rate * (Double(weights[index]) - plain[index]) }
    }
    for (ours, exact) in zip(average.weights, plain) {
      #expect(abs(Double(ours) - exact) < 1e-6)
    }
  }

  @Test func `weights that stay are their own average`() {
    let weights = scatteredNumbers(100)
    var average = MovingAverage(startingFrom: weights, rate: 1e-4)
    for update in 1...1000 { average.add(weights.span, update: update) }
    #expect(average.weights == weights)
  }

  @Test(arguments: [1, 33, 100_003])
  func `the bits do not depend on the number of threads`(_ count: Int) {
    func averaged(threads: Int) -> [UInt32] {
      var average = MovingAverage(startingFrom: scatteredNumbers(count), rate: 0.01)
      average.add(scatteredNumbers(count, seed: 1).span, update: 5, threads: threads)
      return bits(average.weights)
    }
    for threads in [2, 3, 7] { #expect(averaged(threads: threads) == averaged(threads: 1)) }
  }
}
