import CKernels
import Kernels
import Testing

struct ReductionsTests {
  static let sizes = [0, 1, 2, 7, 31, 32, 33, 100, 4095, 4096, 4097, 10_000]

  @Test(arguments: sizes) func `sums are those of double`(count: Int) {
    let x = randomFloats(count, seed: 1)
    let results = [
      Reductions.sum(x, count: count), Reductions.sumOfSquares(x, count: count),
      Double(ck_largest_magnitude(x, count)),
    ]
    let references = [
      x.doubles.reduce(0, +), x.doubles.reduce(0) { $0 + $1 * $1 },
      x.doubles.map(\.magnitude).max() ?? 0,
    ]
    #expect(largestDeviation(results, from: references) < 1e-12)
  }

  /// So they are the same on every processor, whatever its vectors hold.
  @Test(arguments: sizes)
  func `the order of summation is the documented one, to the bit`(count: Int) {
    let x = randomFloats(count, seed: 6)
    #expect(Reductions.sum(x, count: count) == Self.sumInOrder(x.doubles))
    let squares = x.doubles.map { $0 * $0 }
    #expect(Reductions.sumOfSquares(x, count: count) == Self.sumInOrder(squares))
  }

  /// Blocks one after another; in a block 32 lanes, added in fours and then halves to halves.
  static func sumInOrder(_ terms: [Double]) -> Double {
    let size = Reductions.blockSize
    let blocks = stride(from: 0, to: terms.count, by: size).map { first -> Double in
      var lanes = [Double](repeating: 0, count: 32)
      for place in first..<min(first + size, terms.count) { lanes[place % 32] += terms[place] }
      let fours = (0..<8).map { lane -> Double in
        (lanes[lane] + lanes[lane + 8]) + (lanes[lane + 16] + lanes[lane + 24])
      }
      let halves = (0..<4).map { fours[$0] + fours[$0 + 4] }
      return (halves[0] + halves[2]) + (halves[1] + halves[3])
    }
    return blocks.reduce(0, +)
  }

  @Test(arguments: [0, 1, 3, 13])
  func `blocks added in order are the whole, at any alignment`(offset: Int) {
    let count = 3 * Reductions.blockSize + 77
    let numbers = randomFloats(count, seed: 3)
    let shifted = [Float](repeating: 9, count: offset) + numbers
    shifted.withUnsafeBufferPointer { shifted in
      guard let x = shifted.baseAddress.map({ $0 + offset }) else { return }
      let sums = stride(from: 0, to: count, by: Reductions.blockSize).map { first in
        Reductions.sum(x + first, count: min(Reductions.blockSize, count - first))
      }
      #expect(sums.reduce(0, +) == Reductions.sum(numbers, count: count))
    }
  }

  @Test func `squares beyond the range of floats are added all the same`() {
    #expect(Reductions.sumOfSquares([1e30, 1e30], count: 2) > 1.9e60)
  }

  @Test(
    arguments: [
      ("of none", [], 0), ("of a negative number", [1, -3, 2], 3),
      ("of an infinity", [0, -.infinity], .infinity), ("of NaN", [.infinity, .nan, 1], .nan),
      ("of NaN with a sign", [-.nan] + Array(repeating: 1, count: 40), .nan),
    ] as [(String, [Float], Float)])
  func `the largest magnitude`(name: String, x: [Float], expected: Float) {
    let result = ck_largest_magnitude(x, x.count)
    #expect(result == expected || result.isNaN && expected.isNaN)
  }

  @Test func `NaN and infinities go through sums`() {
    #expect(Reductions.sum([1, .nan], count: 2).isNaN)
    #expect(Reductions.sum([1, .infinity], count: 2) == .infinity)
    #expect(Reductions.sumOfSquares([1, .nan], count: 2).isNaN)
    #expect(Reductions.sumOfSquares([1, -.infinity], count: 2) == .infinity)
  }

  @Test(arguments: [0, 1, 15, 63, 64, 65, 200, 4096])
  func `a sum is moved, and zeros are left`(count: Int) {
    var x = randomFloats(count, seed: count)
    for index in x.indices where index / 64 % 2 == 1 { x[index] = 0 }
    if count > 64 { x[64] = -0.0 }
    if count > 130 { x[130] = .nan }
    let before = randomFloats(count, seed: count + 1)
    let wanted = zip(x, before).map { $0 + $1 }
    var y = before
    Reductions.moveSum(&x, to: &y, count: count)
    #expect(y.bits == wanted.bits)
    #expect(x.allSatisfy { $0.bitPattern == 0 })
  }
}
