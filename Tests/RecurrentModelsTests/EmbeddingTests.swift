import Files
import Kernels
import Testing

@testable import RecurrentModels

struct EmbeddingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var vocabulary, width: Int
    var ids: [Int32]
    var padding: Int32? = 0
    var testDescription: String { name }
  }

  private static let cases = [
    Case(name: "a word", vocabulary: 2, width: 1, ids: [1]),
    Case(name: "words and padding", vocabulary: 5, width: 7, ids: [3, 0, 4, 1, 0, 2]),
    Case(name: "a word again and again", vocabulary: 4, width: 17, ids: [2, 2, 3, 2, 0, 2]),
    Case(name: "nothing but padding", vocabulary: 3, width: 16, ids: [0, 0, 0]),
    Case(name: "padding that is not 0", vocabulary: 4, width: 5, ids: [0, 3, 1, 3], padding: 3),
    Case(name: "no padding", vocabulary: 3, width: 33, ids: [0, 2, 0], padding: nil),
    Case(name: "no words", vocabulary: 3, width: 4, ids: []),
    Case(
      name: "places without a word", vocabulary: 3, width: 9, ids: [2, -1, 2, -1, 0], padding: nil),
  ]

  private func reference(_ entry: Case, table: [Double]) -> [Double] {
    entry.ids.flatMap { id in
      if id < 0 { return [Double](repeating: 0, count: entry.width) }
      let row = table[Int(id) * entry.width..<(Int(id) + 1) * entry.width]
      return id == entry.padding ? row.map { _ in 0 } : Array(row)
    }
  }

  @Test(arguments: cases)
  func readsRowsAndAddsUpTheirGradients(entry: Case) {
    var random = SplitMix64(seed: 11)
    var layout = ParameterLayout()
    layout.add("before", [3])
    let layer = Embedding(
      "embedding", vocabulary: entry.vocabulary, width: entry.width, padding: entry.padding,
      in: &layout)
    let weights = randomNumbers(layout.size, &random)
    let dy = randomNumbers(entry.ids.count * entry.width, &random)
    var y: [Float] = []
    let gradients = layout.withParameters(weights) { weights, gradients in
      var workspace = Workspace(byteCount: 1 << 16)
      entry.ids.withUnsafeBufferPointer { ids in
        let tape = layer.tape(for: ids, in: &workspace)
        layer.forward(tape, weights)
        y = tape.y.numbers
        layer.backward(
          tape, dy: workspace.matrix(dy, columns: entry.width, gap: 3), gradients: gradients)
      }
    }
    let table = weights[layer.table.range].map(Double.init)
    let slope = slopes(at: table) { weightedSum(reference(entry, table: $0), dy) }
    #expect(relativeDifference(y, reference(entry, table: table)) == 0)
    #expect(relativeDifference(Array(gradients[layer.table.range]), slope) < 1e-5)
    #expect(gradients[..<layer.table.offset].allSatisfy { $0 == 0 }, "another tensor is touched")
  }

  @Test(arguments: cases)
  func aSharedRowServesAWordHoweverOftenItComes(entry: Case) throws {
    var random = SplitMix64(seed: 12)
    var layout = ParameterLayout()
    let layer = Embedding(
      "embedding", vocabulary: entry.vocabulary, width: entry.width, padding: entry.padding,
      in: &layout)
    let weights = randomNumbers(layout.size, &random)
    let dy = randomNumbers(entry.ids.count * entry.width, &random)
    func gradients(_ tape: Embedding.Tape, _ dy: Matrix) -> [Float] {
      layout.withParameters(weights) { _, gradients in
        layer.backward(tape, dy: dy, gradients: gradients)
      }
    }
    _ = try layout.withParameters(weights) { weights, _ in
      var workspace = Workspace(byteCount: 1 << 16)
      try entry.ids.withUnsafeBufferPointer { ids in
        let (each, shared) = (
          layer.tape(for: ids, in: &workspace), layer.tape(for: ids, sharing: true, in: &workspace)
        )
        for tape in [each, shared] { layer.forward(tape, weights) }
        let places = try #require(shared.places)
        #expect(places.count == ids.count && shared.y.rows.isMultiple(of: 16))
        let real = shared.ids.filter { $0 >= 0 }
        #expect(Set(real).count == real.count)
        for (row, place) in places.enumerated() {
          let wanted = each.y.rows(row..<row + 1).numbers
          guard place >= 0 else {
            #expect(ids[row] == entry.padding ?? -1)
            continue
          }
          #expect(shared.y.rows(Int(place)..<Int(place) + 1).numbers == wanted)
        }
        let dEach = workspace.matrix(dy, columns: entry.width)
        let dShared = workspace.matrix(rows: shared.y.rows, columns: entry.width)
        dShared.fill(with: 0)
        shared.input.scatterAdd(dEach, 0..<ids.count, to: dShared)
        let wanted = gradients(each, dEach).map(Double.init)
        #expect(relativeDifference(gradients(shared, dShared), wanted) < 1e-6)
      }
    }
  }
}
