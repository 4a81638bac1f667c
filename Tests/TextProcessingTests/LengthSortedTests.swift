import Testing
import TextProcessing

@Suite struct LengthSortedTests {
  static let cases: [(lengths: [Int], size: BatchSize, batches: [[Int]])] = [
    ([], .sentences(2), []),
    ([5], .sentences(2), [[0]]),
    ([3, 1, 2], .sentences(2), [[1, 2], [0]]),
    ([2, 2, 1, 2], .sentences(3), [[2, 0, 1], [3]]),
    ([3, 1, 2], .sentences(9), [[1, 2, 0]]),
    ([3, 1, 2], .words(4), [[1, 2], [0]]),
    ([3, 1, 2], .words(3), [[1], [2], [0]]),
    ([3, 1, 2], .words(9), [[1, 2, 0]]),
    ([7, 9, 8], .words(3), [[0], [2], [1]]),
    ([0, 0, 0], .words(1), [[0, 1, 2]]),
  ]

  @Test(arguments: cases)
  func `cuts what is sorted`(_ lengths: [Int], _ size: BatchSize, _ batches: [[Int]]) {
    let sorted = LengthSorted(count: lengths.count, size: size, length: { lengths[$0] })
    #expect(sorted.batches.indices.map { Array(sorted[$0]) } == batches)
  }

  @Test func `equal lengths go by the second, then by their places`() {
    let pairs = [(2, 9), (2, 1), (1, 5), (2, 1)]
    let sorted = LengthSorted(
      count: 4, size: .sentences(4), length: { pairs[$0].0 }, then: { pairs[$0].1 })
    #expect(sorted.order == [2, 1, 3, 0])
  }

  @Test func `results come back in the order of the sentences`() {
    let sentences = ["ccc", "a", "bb", "", "dd"]
    let sorted = LengthSorted(
      count: sentences.count, size: .sentences(2), length: { sentences[$0].utf8.count })
    let results = sorted.batches.indices.flatMap { batch in
      sorted[batch].map { sentences[$0] + "!" }
    }
    #expect(sorted.restored(results) == sentences.map { $0 + "!" })
  }
}
