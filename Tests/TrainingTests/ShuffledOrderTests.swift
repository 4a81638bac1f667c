import Kernels
import Testing

@testable import Training

@Suite struct ShuffledOrderTests {
  private func order(_ count: Int, seed: UInt64 = 1, epoch: Int = 1) -> [Int] {
    let order = ShuffledOrder(count: count, seed: seed, epoch: epoch)
    return (0..<count).map { order[$0] }
  }

  @Test func `goes through everything once`() {
    let counts = Array(0...70) + [255, 256, 257, 1_023, 1_024, 1_025, 10_007]
    for count in counts {
      #expect(order(count, seed: UInt64(count)).sorted() == Array(0..<count), "\(count)")
    }
  }

  @Test func `knows any place of the largest corpus`() {
    let count = 3_000_000_000
    let order = ShuffledOrder(count: count, seed: 5, epoch: 2)
    let places = (0..<10_000).map { order[count - 1 - $0 * 300_000] }
    #expect(Set(places).count == places.count)
    #expect(places.allSatisfy { (0..<count).contains($0) })
  }

  @Test func `is the same for the same seed and epoch alone`() {
    #expect(order(1_000) == order(1_000))
    let orders = [
      order(1_000), order(1_000, epoch: 2), order(1_000, seed: 2), order(1_000, seed: 2, epoch: 2),
    ]
    for (index, one) in orders.enumerated() {
      for other in orders[..<index] {
        // Of two independent orders one place in common is to be expected; more than 8 are not.
        #expect(zip(one, other).count { $0 == $1 } <= 8)
      }
    }
  }

  /// A checkpoint counts on it.
  @Test func `is the same on every machine and for ever`() {
    #expect(order(10, seed: 42, epoch: 3) == [6, 7, 3, 9, 2, 4, 0, 5, 1, 8])
  }

  /// How often each value stands at each place, over many epochs, against all being as likely. The
  /// bound is beyond what chance gives once in a million times.
  @Test(arguments: [2, 3, 5, 8, 17]) func `has no favourites`(count: Int) {
    let epochs = 2_000
    var seen = Array(repeating: 0, count: count * count)
    for epoch in 1...epochs {
      for (place, value) in order(count, seed: 9, epoch: epoch).enumerated() {
        seen[place * count + value] += 1
      }
    }
    let expected = Double(epochs) / Double(count)
    let score = seen.reduce(0.0) { sum, found in
      sum + (Double(found) - expected) * (Double(found) - expected) / expected
    }
    let freedom = Double((count - 1) * (count - 1))
    #expect(score < freedom + 5.5 * (2 * freedom).squareRoot() + 20, "\(score) of \(freedom)")
  }

  /// All 24 orders of four, and all 120 of five.
  @Test(arguments: [(count: 4, orders: 24), (5, 120)])
  func `draws every order of a few`(_ count: Int, _ orders: Int) {
    let epochs = orders * 50
    var seen: [[Int]: Int] = [:]
    for epoch in 1...epochs { seen[order(count, seed: 3, epoch: epoch), default: 0] += 1 }
    #expect(seen.count == orders)
    let score = seen.values.reduce(0.0) { $0 + Double(($1 - 50) * ($1 - 50)) / 50 }
    let freedom = Double(orders - 1)
    #expect(score < freedom + 5.5 * (2 * freedom).squareRoot() + 20, "\(score) of \(freedom)")
  }

  /// Neighbours in the corpus are not neighbours in the order more often than by chance.
  @Test func `parts neighbours`() {
    let order = order(20_000)
    let together = zip(order, order.dropFirst()).count { abs($0 - $1) == 1 }
    #expect(together < 15)  // 2 are to be expected
  }
}
