import Corpora
import TestSupport
import Testing

@testable import Training

@Suite struct UsablePairsTests {
  @Test(arguments: [
    [], [1], [10], [1, 2, 3], [8, 9, 10], [2, 4, 6, 8, 10], [1, 5, 6, 10], Array(1...9),
    Array(1...10),
  ])
  func `numbers those that are left`(leftOut: [Int]) throws {
    let sample = try SampleCorpus(count: 10)
    let pairs = UsablePairs(try PairIndex(sample.files), leavingOut: leftOut)
    #expect(
      (0..<pairs.count).map { pairs.number(at: $0) } == (1...10).filter { !leftOut.contains($0) })
  }
}

@Suite struct PairLengthsTests {
  private func lengths(_ pairs: [(Int, Int)]) -> PairLengths {
    pairs.reduce(into: PairLengths()) { $0.add(source: $1.0, target: $1.1) }
  }

  @Test func `knows the longest of each side`() {
    let all = lengths([(3, 5), (9, 2), (1, 1)])
    #expect(all.targetWords == 8 && all.longestSource == 9 && all.longestTarget == 5)
    #expect(PairLengths().longestTarget == 0 && PairLengths().longestSource == 0)
  }

  @Test func `parts make the whole`() {
    var sum = lengths([(3, 5), (9, 2)])
    sum.merge(lengths([(1, 1), (4, 7), (10, 2)]))
    #expect(sum == lengths([(3, 5), (9, 2), (1, 1), (4, 7), (10, 2)]))
    sum.merge(PairLengths())
    #expect(sum.targetWords == 17 && sum.longestSource == 10)
  }

  static let cases:
    [(pairs: [(Int, Int)], options: BatchOptions, rows: Int, source: Int, target: Int)] = [
      ([(3, 5), (9, 2)], BatchOptions(miniBatch: 8), 2, 9, 5),
      ([(3, 5), (9, 2), (1, 1)], BatchOptions(miniBatch: 2), 2, 9, 5),
      // 10 words of target: 5 sentences of 2 beside sources of 9, rather than 1 of 10.
      (
        Array(repeating: (9, 2), count: 9) + [(3, 10)], BatchOptions(miniBatch: 9, words: 10), 5, 9,
        2
      ),
      // But where there are just two such, it is two.
      ([(9, 2), (9, 2), (3, 10)], BatchOptions(miniBatch: 9, words: 10), 2, 9, 2),
      ([(3, 20)], BatchOptions(miniBatch: 9, words: 10), 1, 3, 20),
      (
        Array(repeating: (1, 1), count: 50), BatchOptions(miniBatch: 2, words: 99, maxiBatch: 3), 6,
        1, 1
      ),
    ]

  @Test(arguments: cases) func `makes up the longest batch`(
    _ pairs: [(Int, Int)], _ options: BatchOptions, _ rows: Int, _ source: Int, _ target: Int
  ) throws {
    let batch = try #require(lengths(pairs).longestBatch(options))
    #expect(batch.count == rows && batch.lines == Array(repeating: 0, count: rows))
    #expect((0..<rows).allSatisfy { batch.source.length(of: $0) == source })
    #expect((0..<rows).allSatisfy { batch.target.length(of: $0) == target })
    #expect(batch.target[0].last == 3 && batch.source.count == rows)
  }

  @Test func `nothing has no longest batch`() {
    #expect(PairLengths().longestBatch(BatchOptions()) == nil)
  }
}
