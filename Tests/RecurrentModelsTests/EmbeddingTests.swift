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

  private struct Layer {
    let layout: ParameterLayout
    let embedding: Embedding

    init(_ entry: Case, dropout: Dropout? = nil) {
      var layout = ParameterLayout()
      layout.add("before", [3])
      embedding = Embedding(
        layout.add("embedding", [entry.vocabulary, entry.width]), padding: entry.padding,
        dropout: dropout)
      self.layout = layout
    }
  }

  /// As many steps of one sentence.
  private func tokens(_ ids: [Int32], in workspace: Workspace) -> PaddedSentences {
    let buffer = workspace.buffer(ids.count, of: Int32.self)
    _ = buffer.update(fromContentsOf: ids)
    return PaddedSentences(ids: buffer, SequenceBatch(steps: ids.count, batch: 1))
  }

  @Test(arguments: cases)
  func `reads rows and adds up their gradients`(entry: Case) throws {
    var random = SplitMix64(seed: 11)
    let layer = Layer(entry)
    let weights = randomNumbers(layer.layout.size, &random)
    let dy = randomNumbers(entry.ids.count * entry.width, &random)
    var y: [Float] = []
    let gradients = try layer.layout.withPass(weights, []) { pass in
      let place = pass.workspace.matrix(rows: entry.ids.count, columns: entry.width + 2)
        .columns(1..<entry.width + 1)
      let tape = layer.embedding.forward(
        tokens(entry.ids, in: pass.workspace), into: place, pass)
      y = place.numbers
      layer.embedding.backward(
        tape, dy: pass.workspace.matrix(dy, columns: entry.width, gap: 3), pass)
    }
    let range = layer.embedding.table.range
    let table = weights[range].map(Double.init)
    let slope = slopes(at: table) { weightedSum(reference(entry, table: $0), dy) }
    #expect(relativeDifference(y, reference(entry, table: table)) == 0)
    #expect(relativeDifference(Array(gradients[range]), slope) < 1e-5)
    #expect(gradients[..<range.lowerBound].allSatisfy { $0 == 0 }, "another tensor is touched")
  }

  /// What a layer makes of tokens that share rows is what it makes of a row for each, forward and back.
  @Test(arguments: cases)
  func `a shared row serves a token however often it comes`(entry: Case) throws {
    var random = SplitMix64(seed: 12)
    let layer = Layer(entry)
    var layout = layer.layout
    let w = layout.add("w", [6, entry.width])
    let weights = randomNumbers(layout.size, &random)
    let dy = randomNumbers(entry.ids.count * 6, &random)

    func run(sharing: Bool) throws -> (y: [Float], gradients: [Float]) {
      var y: [Float] = []
      let workspace = Workspace(
        byteCount: 1 << 20, multiplications: MultiplicationCache(batchInvariant: true))
      let gradients = try layout.withPass(weights, [w], in: workspace) { pass in
        let tokens = tokens(entry.ids, in: workspace)
        let place = workspace.matrix(rows: entry.ids.count, columns: entry.width)
        let tape = layer.embedding.forward(tokens, into: sharing ? nil : place, pass)
        if sharing && entry.ids.count > 1 {
          let real = tape.ids.filter { $0 >= 0 }
          #expect(Set(real).count == real.count && tape.y.rows.isMultiple(of: 16))
        }
        let (rows, product) = (
          0..<entry.ids.count, workspace.matrix(rows: entry.ids.count, columns: 6)
        )
        tape.input.multiplied(by: w, pass).write(rows, into: product, pass)
        y = product.numbers
        let dx = workspace.matrix(rows: tape.y.rows, columns: entry.width)
        let d = workspace.matrix(dy, columns: 6)
        let back = tape.input.backward(through: w, dx: dx, adding: false, pass)
        back.add(d, pass.operand(d), rows, pass)
        back.finish(pass)
        layer.embedding.backward(tape, dy: dx, pass)
      }
      return (y, gradients)
    }
    let (shared, each) = (try run(sharing: true), try run(sharing: false))
    #expect(shared.y == each.y)
    #expect(relativeDifference(shared.gradients, each.gradients.map(Double.init)) < 1e-6)
  }

  @Test func `no row is shared where dropout makes different vectors of a token`() throws {
    let entry = Case(name: "", vocabulary: 4, width: 8, ids: [1, 1, 2])
    let layer = Layer(entry, dropout: Dropout(probability: 0.5, tensor: 1))
    let context = DropoutContext(seed: 1, update: 1, batch: 1, firstSentence: 0)
    let ones = [Float](repeating: 1, count: layer.layout.size)
    _ = try layer.layout.withPass(ones, [], dropout: context) { pass in
      let y = layer.embedding.forward(tokens(entry.ids, in: pass.workspace), pass).y
      #expect(y.rows == 3 && y.rows(0..<1).numbers != y.rows(1..<2).numbers)
    }
  }
}
