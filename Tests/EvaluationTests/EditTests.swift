import Files
import Testing

@testable import Evaluation

@Suite struct EditTests {
  @Test(arguments: [
    ("nothing", "", "", 0),
    ("the same", "a b c", "a b c", 0),
    ("an empty hypothesis", "", "a b c", 3),
    ("an empty reference", "a b c", "", 3),
    ("one word for another", "a x c", "a b c", 1),
    ("a group that moves to the left", "c d e a b", "a b c d e", 1),
    ("and one to the right", "d e a b c", "a b c d e", 1),
    ("two words that change places", "a c b d", "a b c d", 1),
    (
      "Snover's example",
      "this week the saudis denied information published in the new york times",
      "saudi arabia denied this week information published in the american new york times", 4
    ),
  ])
  func `counts the edits`(_ name: String, _ hypothesis: String, _ reference: String, _ edits: Int) {
    #expect(editCount(from: words(hypothesis), to: words(reference)) == edits, "\(name)")
  }

  @Test(
    arguments: [
      ("to the beginning", Shift(start: 3, length: 2, target: 0), [3, 4, 0, 1, 2, 5, 6]),
      ("to the left", Shift(start: 3, length: 2, target: 2), [0, 1, 3, 4, 2, 5, 6]),
      ("to where it is", Shift(start: 3, length: 2, target: 3), [0, 1, 2, 3, 4, 5, 6]),
      ("into itself", Shift(start: 3, length: 2, target: 4), [0, 1, 2, 5, 3, 4, 6]),
      ("to its own end", Shift(start: 3, length: 2, target: 5), [0, 1, 2, 5, 6, 3, 4]),
      ("to the right", Shift(start: 3, length: 2, target: 6), [0, 1, 2, 5, 3, 4, 6]),
      ("to the end", Shift(start: 3, length: 2, target: 7), [0, 1, 2, 5, 6, 3, 4]),
    ] as [(String, Shift, [UInt32])])
  func `shifts as Tercom does`(_ name: String, _ shift: Shift, _ expected: [UInt32]) {
    let shifted = shift.applied(to: Array(0..<7))
    #expect(shifted == expected, "\(name)")
    #expect(shifted.prefix(shift.firstChange) == Array(0..<7).prefix(shift.firstChange))
  }

  @Test func `within the band the distance is Levenshtein's`() {
    var random = SplitMix64(seed: 5)
    for _ in 0..<300 {
      let reference = randomWords(1 + Int(random.next(below: 20)), &random)
      let hypothesis = randomWords(Int(random.next(below: 20)), &random)
      let matrix = EditMatrix(from: hypothesis, to: reference)
      #expect(matrix.distance == levenshtein(hypothesis, reference))
    }
  }

  @Test func `trying another order gives what a new matrix does`() {
    var random = SplitMix64(seed: 6)
    for _ in 0..<200 {
      let reference = randomWords(1 + Int(random.next(below: 90)), &random)
      let hypothesis = randomWords(2 + Int(random.next(below: 90)), &random)
      var matrix = EditMatrix(from: hypothesis, to: reference)
      let before = matrix.distance
      let start = Int(random.next(below: UInt64(hypothesis.count)))
      let other = Array(hypothesis[..<start] + hypothesis[start...].reversed())
      let expected = EditMatrix(from: other, to: reference)
      #expect(matrix.distance(of: other, from: start) == expected.distance)
      #expect(matrix.distance == before)
      matrix.change(to: other, from: start)
      #expect(matrix.distance == expected.distance)
      #expect(matrix.alignment(of: other) == expected.alignment(of: other))
    }
  }

  @Test func `lines of any length fit into memory`() {
    let line = (0..<50_000).map { UInt32($0) }
    #expect(editCount(from: Array(line.dropFirst()), to: line) == 1)
    #expect(editCount(from: line, to: [7]) == 49_999)
    #expect(editCount(from: [7], to: line) == 50_000)  // its like is too far from the diagonal
  }

  private func words(_ text: String) -> [UInt32] {
    text.split(separator: " ").map { $0.utf8.reduce(0) { $0 &* 31 &+ UInt32($1) } }
  }

  private func randomWords(_ count: Int, _ random: inout SplitMix64) -> [UInt32] {
    (0..<count).map { _ in UInt32(random.next(below: 6)) }
  }
}

/// As in a textbook.
private func levenshtein(_ from: [UInt32], _ to: [UInt32]) -> Int {
  var row = Array(0...to.count)
  for (deleted, word) in from.enumerated() {
    var next = [deleted + 1]
    for (column, other) in to.enumerated() {
      next.append(min(row[column] + (word == other ? 0 : 1), row[column + 1] + 1, next[column] + 1))
    }
    row = next
  }
  return row[to.count]
}
