import Testing
import Training

@Suite struct GradientClippingTests {
  @Test func `clips as PyTorch does`() throws {
    let clippings = try OptimizerFixture.read().clippings
    #expect(clippings.count == 7)
    for clipping in clippings {
      let norm = GradientNorm(of: clipping.gradients.span)
      guard case .finite(let value) = norm else {
        Issue.record("\(clipping.gradients) has a norm of \(norm)")
        continue
      }
      #expect(agree(Float(value), Float(clipping.norm)))
      let scale = try #require(norm.scale(clippingTo: clipping.limit))
      for (gradient, clipped) in zip(clipping.gradients, clipping.clipped) {
        #expect(agree(gradient * Float(scale), clipped), "\(gradient) at \(clipping.limit)")
      }
    }
  }

  static let lengths = [0, 1, 2, 31, 32, 33, 4095, 4096, 4097, 8192, 20_011]

  @Test(arguments: lengths) func `agrees with a plain sum`(_ length: Int) {
    let numbers = scatteredNumbers(length)
    let plain = numbers.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard case .finite(let norm) = GradientNorm(of: numbers.span) else {
      Issue.record("the norm of \(length) numbers is not finite")
      return
    }
    #expect(abs(norm - plain) <= 1e-13 * plain)
  }

  @Test(arguments: lengths) func `blocks summed in any order give the same bits`(_ length: Int) {
    let numbers = scatteredNumbers(length)
    let block = GradientNorm.blockLength
    let starts = Array(stride(from: 0, to: length, by: block))
    var sums = [Double](repeating: .nan, count: starts.count)
    for index in starts.indices.reversed() {
      let end = min(starts[index] + block, length)
      sums[index] = GradientNorm.sumOfSquares(block: numbers.span.extracting(starts[index]..<end))
    }
    #expect(GradientNorm(blockSums: sums) == GradientNorm(of: numbers.span))
  }

  static let facts: [(name: String, values: [Float], norm: GradientNorm)] = [
    ("nothing", [], .finite(0)),
    ("minus zero", [-0.0], .finite(0)),
    ("three and four", [3, -4], .finite(5)),
    ("squares beyond a float", [3e30, 4e30], .finite(5e30)),
    ("infinite", [1, .infinity], .infinite),
    ("minus infinite", [-.infinity, 1], .infinite),
    ("both infinities", [.infinity, -.infinity], .infinite),
    ("not a number", [1, .nan], .notANumber),
    ("not a number beside an infinity", [.infinity, .nan], .notANumber),
  ]

  @Test(arguments: facts, [0, 31, 4096])
  func `tells what it finds, wherever it is`(
    _ fact: (name: String, values: [Float], norm: GradientNorm), _ place: Int
  ) {
    let padding = [Float](repeating: 0, count: place)
    let norm = GradientNorm(of: (padding + fact.values + padding).span)
    if case (.finite(let found), .finite(let expected)) = (norm, fact.norm) {
      #expect(abs(found - expected) <= 1e-7 * expected, "\(fact.name) at \(place)")
    } else {
      #expect(norm == fact.norm, "\(fact.name) at \(place)")
    }
  }

  static let scales: [(norm: GradientNorm, limit: Double?, count: Double, scale: Double?)] = [
    (.finite(10), nil, 1, 1),
    (.finite(10), nil, 4, 0.25),
    (.finite(10), 20, 1, 1),
    (.finite(10), 5, 1, 5 / (10 + 1e-6)),
    (.finite(10), 5, 4, 0.25),  // the mean has a norm of 2.5
    (.finite(10), 1, 4, 1 / (2.5 + 1e-6) / 4),
    (.finite(0), 1, 1, 1),
    (.infinite, 1, 1, nil),
    (.notANumber, nil, 1, nil),
  ]

  @Test(arguments: scales) func `clipping and averaging are one scale`(
    _ norm: GradientNorm, _ limit: Double?, _ count: Double, _ scale: Double?
  ) {
    #expect(norm.scale(clippingTo: limit, averagingOver: count) == scale)
  }
}
