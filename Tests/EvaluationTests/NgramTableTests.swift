import Files
import Testing

@testable import Evaluation

@Suite struct NgramTableTests {
  @Test func `matches are counted up to those of the sequence that has most`() {
    var table = NgramTable(longest: 2)
    table.fill(with: [[1, 1, 2], [1, 2, 1, 2]])
    // 1 twice in both, 2 twice in the second; 1 1 once in the first, 1 2 twice in the second.
    #expect(table.takeMatches(of: [1, 1, 1, 2, 2, 3]) == [4, 2])
    #expect(table.takeMatches(of: [1, 2]) == [0, 1])
  }

  @Test func `a table filled anew forgets`() {
    var table = NgramTable(longest: 3)
    table.fill(with: [[1, 2, 3]])
    table.fill(with: [[4]])
    #expect(table.takeMatches(of: [1, 2, 3, 4]) == [1, 0, 0])
    table.fill(with: [[]])
    #expect(table.takeMatches(of: [4]) == [0, 0, 0])
  }

  @Test func `random sequences match as often as counting says`() {
    var random = SplitMix64(seed: 9)
    var table = NgramTable(longest: 4)
    for _ in 0..<300 {
      func sequence() -> [UInt32] {
        (0..<random.next(below: 40)).map { _ in UInt32(random.next(below: 3)) }
      }
      let (references, hypothesis) = ((0..<3).map { _ in sequence() }, sequence())
      table.fill(with: references)
      let expected = (1...4).map { matches(hypothesis, references, length: $0) }
      #expect(table.takeMatches(of: hypothesis) == expected)
    }
  }
}

/// The slow way.
private func matches(_ hypothesis: [UInt32], _ references: [[UInt32]], length: Int) -> Int {
  func counts(_ sequence: [UInt32]) -> [ArraySlice<UInt32>: Int] {
    var counts: [ArraySlice<UInt32>: Int] = [:]
    for start in 0..<ngramCount(sequence.count, length: length) {
      counts[sequence[start..<start + length], default: 0] += 1
    }
    return counts
  }
  let most = references.map(counts).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: max) }
  return counts(hypothesis).reduce(0) { $0 + min($1.value, most[$1.key] ?? 0) }
}
