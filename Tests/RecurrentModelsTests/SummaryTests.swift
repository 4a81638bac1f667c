import Foundation
import TestSupport
import Testing

@testable import RecurrentModels

@Suite struct SummaryTests {
  /// What Keras says of a model.
  struct Case: Decodable, CustomTestStringConvertible {
    struct Layer: Decodable {
      var kind: String
      var name: String
      var inputs: Int
      var size: [Int]
      var trained: Bool
      var output: [Int?]
      var parameters: Int

      var described: ModelSummary.Layer {
        var layout = ParameterLayout()
        if kind == "Embedding" {
          layout.add(name, size)
        } else if let cell = CellKind.allCases.first(where: { $0.cell.layerName == kind }) {
          _ = RecurrentLayer(cell, name, inputs: inputs, units: size[0], in: &layout)
        } else {
          _ = Projection(name, inputs: inputs, outputs: size[0], in: &layout)
        }
        return ModelSummary.Layer(
          kind: kind, name: name, outputShape: output, tensors: layout.tensors,
          isTrained: trained)
      }
    }

    var name: String
    var layers: [Layer]
    var text: String
    var testDescription: String { name }
  }

  static var cases: [Case] {
    get throws {
      struct File: Decodable { var cases: [Case] }
      let data = try Data(contentsOf: Fixture.url("keras_summaries.json"))
      return try JSONDecoder().decode(File.self, from: data).cases
    }
  }

  @Test(arguments: try cases) func `prints what Keras prints`(_ model: Case) {
    let summary = ModelSummary(name: model.name, layers: model.layers.map(\.described))
    for (ours, theirs) in zip(summary.layers, model.layers) {
      #expect(ours.parameterCount == theirs.parameters)
    }
    #expect(summary.description + "\n" == model.text)
  }

  @Test func `counts a tensor once that two layers share`() {
    var layout = ParameterLayout()
    layout.add("embedding", [10, 4])
    let layers = ["encoder", "decoder"].map {
      ModelSummary.Layer(
        kind: "Embedding", name: $0, outputShape: [nil, nil, 4], tensors: layout.tensors)
    }
    let summary = ModelSummary(name: "tied", layers: layers)
    #expect(summary.layers.map(\.parameterCount) == [40, 40])
    #expect(summary.parameterCount == 40)
    #expect(summary.trainedCount == 40)
  }

  @Test func `folds a name that is wider than its column`() {
    let name = String(repeating: "abcdefghij", count: 4)
    let layer = ModelSummary.Layer(kind: "LSTM", name: name, outputShape: [], tensors: [])
    let lines = ModelSummary(name: "long", layers: [layer]).description.split(separator: "\n")
    #expect(
      lines[4] == "│ abcdefghijabcdefghijabcdefghija │ ()                     │             0 │")
    #expect(
      lines[5] == "│ bcdefghij (LSTM)                │                        │               │")
    #expect(lines.allSatisfy { $0.count <= 76 })
  }
}
