import Testing
import TextProcessing

@Suite struct IDSequencesTests {
  private let three = IDSequences([[1, 2], [], [3, 4, 5]])

  @Test func `sequences lie one behind another`() {
    #expect(three.ids == [1, 2, 3, 4, 5])
    #expect(three.offsets == [0, 2, 2, 5])
    #expect((0..<3).map { Array(three[$0]) } == [[1, 2], [], [3, 4, 5]])
    #expect(three.longest == 3 && three.count == 3)
    #expect(IDSequences().isEmpty && IDSequences().longest == 0)
  }

  @Test func `grows and shrinks`() {
    var sequences = three
    sequences.append(contentsOf: IDSequences([[6], [7, 8]]))
    #expect(sequences == IDSequences([[1, 2], [], [3, 4, 5], [6], [7, 8]]))
    sequences.removeLast()
    sequences.removeLast()
    #expect(sequences == three)
    sequences.removeAll()
    #expect(sequences == IDSequences())
  }

  @Test func `selects in any order`() {
    #expect(three.selecting([2, 0, 2]) == IDSequences([[3, 4, 5], [1, 2], [3, 4, 5]]))
    #expect(three.selecting([]) == IDSequences())
  }

  @Test func `what throws leaves nothing behind`() {
    struct Failure: Error {}
    var sequences = three
    #expect(throws: Failure.self) {
      try sequences.append { ids in
        ids.append(9)
        throw Failure()
      }
    }
    #expect(sequences == three)
  }
}
