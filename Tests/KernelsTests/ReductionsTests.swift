import Kernels
import Testing

@Suite("Reductions")
struct ReductionsTests {
  static let sizes = [0, 1, 2, 7, 31, 32, 33, 100, 4095, 4096, 4097, 10_000]

  @Test("sums are those of double", arguments: sizes)
  func sums(count: Int) {
    let (x, y) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
    let results = [
      Reductions.sum(x, count: count), Reductions.sumOfSquares(x, count: count),
      Reductions.dot(x, y, count: count), Double(Reductions.largestMagnitude(x, count: count)),
    ]
    let products = zip(x.doubles, y.doubles).map { $0 * $1 }
    let references = [
      x.doubles.reduce(0, +), x.doubles.reduce(0) { $0 + $1 * $1 }, products.reduce(0, +),
      x.doubles.map(\.magnitude).max() ?? 0,
    ]
    #expect(largestDeviation(results, from: references) < 1e-12)
  }

  /// So they are the same on every processor, whatever its vectors hold.
  @Test("the order of summation is the one that is told, to the bit", arguments: sizes)
  func order(count: Int) {
    let (x, y) = (randomFloats(count, seed: 6), randomFloats(count, seed: 7))
    #expect(Reductions.sum(x, count: count) == Self.sumInOrder(x.doubles))
    let products = zip(x.doubles, y.doubles).map { $0 * $1 }
    #expect(Reductions.dot(x, y, count: count) == Self.sumInOrder(products))
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

  @Test("blocks added in order are the whole, at any alignment", arguments: [0, 1, 3, 13])
  func blocks(offset: Int) {
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

  @Test("squares beyond the range of floats are added all the same")
  func large() { #expect(Reductions.sumOfSquares([1e30, 1e30], count: 2) > 1.9e60) }

  @Test(
    "the largest magnitude",
    arguments: [
      ("of none", [], 0), ("of a negative number", [1, -3, 2], 3),
      ("of an infinity", [0, -.infinity], .infinity), ("of NaN", [.infinity, .nan, 1], .nan),
      ("of NaN with a sign", [-.nan] + Array(repeating: 1, count: 40), .nan),
    ] as [(String, [Float], Float)])
  func magnitude(name: String, x: [Float], expected: Float) {
    let result = Reductions.largestMagnitude(x, count: x.count)
    #expect(result == expected || result.isNaN && expected.isNaN)
  }

  @Test("NaN and infinities go through sums")
  func notANumber() {
    #expect(Reductions.sum([1, .nan], count: 2).isNaN)
    #expect(Reductions.sum([1, .infinity], count: 2) == .infinity)
    #expect(Reductions.dot([0, 1], [.infinity, 1], count: 2).isNaN)
  }

  @Test(
    "columns are added row after row, in parts as at once",
    arguments: [0, 1, 7, 8, 9, 20], [0, 1, 15, 16, 17, 37])
  func columns(rows: Int, columns: Int) {
    let stride = columns + 2
    let x = randomFloats(rows * stride, seed: 4)
    let before = randomFloats(columns, seed: 5)
    var expected = before
    for row in 0..<rows {
      for column in 0..<columns { expected[column] += x[row * stride + column] }
    }
    for part in [3, 8, 20] {
      var sums = before
      for row in Swift.stride(from: 0, to: rows, by: part) {
        Reductions.addColumnSums(
          of: Array(x[(row * stride)...]), stride: stride, rows: min(part, rows - row),
          columns: columns, to: &sums)
      }
      #expect(sums.bits == expected.bits)
    }
  }
}
