import Testing

@testable import RecurrentModels

@Suite struct ParameterLayoutTests {
  private static let layout = {
    var layout = ParameterLayout()
    layout.add("embedding", [5, 3])
    layout.add("scalar", [])
    layout.add("empty", [0, 7])
    layout.add("fixed", [16])
    layout.add("last", [17])
    return layout
  }()

  @Test func `places each tensor at a multiple of sixteen`() {
    #expect(Self.layout.tensors.map(\.offset) == [0, 16, 32, 32, 48])
    #expect(Self.layout.tensors.map(\.range) == [0..<15, 16..<17, 32..<32, 32..<48, 48..<65])
    #expect(Self.layout.size == 80)
  }

  @Test func `counts parameters without the gaps`() {
    #expect(Self.layout.parameterCount == 15 + 1 + 16 + 17)
    #expect(ParameterLayout().size == 0)
    #expect(ParameterLayout().parameterCount == 0)
  }

  @Test func `finds tensors by the bytes of their names`() {
    var layout = Self.layout
    layout.add("e\u{301}", [1])
    layout.add("\u{E9}", [2])
    #expect(layout["fixed"]?.shape == [16])
    #expect(layout["e\u{301}"]?.shape == [1])
    #expect(layout["\u{E9}"]?.shape == [2])
    #expect(layout["fix"] == nil)
  }

  @Test func `finds the tensors of a layer`() {
    var layout = ParameterLayout()
    _ = RecurrentLayer(.lstm, "layers.1", inputs: 2, units: 3, in: &layout)
    _ = RecurrentLayer(.lstm, "layers.10", inputs: 2, units: 3, in: &layout)
    layout.add("layers", [2, 2])
    let names = ["layers.1.weight_ih", "layers.1.weight_hh", "layers.1.bias"]
    #expect(layout.tensors(of: "layers.1").map(\.name) == names)
    #expect(layout.tensors(of: "layers").count == 7)
    #expect(layout.tensors(of: "layer").isEmpty)
  }

  @Test func `is equal where names, shapes and order are`() {
    func layout(_ name: String, _ shape: [Int]) -> ParameterLayout {
      var layout = ParameterLayout()
      layout.add(name, shape)
      return layout
    }
    let one = layout("\u{E9}", [2, 3])
    #expect(one == layout("\u{E9}", [2, 3]))
    #expect(one != layout("e\u{301}", [2, 3]))
    #expect(one != layout("\u{E9}", [3, 2]))
  }

  struct Layer: CustomTestStringConvertible {
    var name: String
    var tensors: [String]
    var count: Int
    var add: @Sendable (inout ParameterLayout) -> Void
    var testDescription: String { name }
  }

  static let layers: [Layer] = [
    Layer(name: "Embedding(10000, 50)", tensors: ["x"], count: 500_000) {
      $0.add("x", [10_000, 50])
    },
    Layer(
      name: "LSTM(128) on 50 inputs", tensors: ["x.weight_ih", "x.weight_hh", "x.bias"],
      count: 91_648
    ) { _ = RecurrentLayer(.lstm, "x", inputs: 50, units: 128, in: &$0) },
    Layer(
      name: "LSTM(50) on 300 inputs", tensors: ["x.weight_ih", "x.weight_hh", "x.bias"],
      count: 70_200
    ) { _ = RecurrentLayer(.lstm, "x", inputs: 300, units: 50, in: &$0) },
    Layer(
      name: "SimpleRNN(50) on 300 inputs", tensors: ["x.weight_ih", "x.weight_hh", "x.bias"],
      count: 17_550
    ) { _ = RecurrentLayer(.rnn, "x", inputs: 300, units: 50, in: &$0) },
    Layer(
      name: "GRU(50) on 300 inputs",
      tensors: ["x.weight_ih", "x.weight_hh", "x.bias_ih", "x.bias_hh"], count: 52_800
    ) { _ = RecurrentLayer(.gru, "x", inputs: 300, units: 50, in: &$0) },
    Layer(name: "Dense(1) on 128 inputs", tensors: ["x.weight", "x.bias"], count: 129) {
      _ = Projection("x", inputs: 128, outputs: 1, in: &$0)
    },
    Layer(name: "Dense(1) on 20000 inputs", tensors: ["x.weight", "x.bias"], count: 20_001) {
      _ = Projection("x", inputs: 20_000, outputs: 1, in: &$0)
    },
  ]

  @Test(arguments: layers) func `counts a layer's parameters`(_ layer: Layer) {
    var layout = ParameterLayout()
    layer.add(&layout)
    #expect(layout.tensors.map(\.name) == layer.tensors)
    #expect(layout.parameterCount == layer.count)
  }
}
