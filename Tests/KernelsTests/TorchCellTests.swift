import Foundation
import TestSupport
import Testing

/// What PyTorch makes of the same numbers, forward and backward.
struct TorchCellTests {
  @Test func `an LSTM is that of PyTorch`() throws {
    try check("lstm", results: ["c", "h", "dx", "dcPrevious", "dhPrevious"]) { facts in
      LSTMUnit(
        a: facts.sum("x", "u"), bias: facts.sum("xBias", "uBias"),
        cPrevious: facts.number("cPrevious"), hPrevious: facts.number("hPrevious"),
        dh: facts.number("dh"), dc: facts.number("dc"))
    }
  }

  @Test func `a GRU is that of PyTorch`() throws {
    try check("gru", results: ["h", "dx", "du", "dhPrevious"]) { facts in
      GRUUnit(
        x: facts.numbers("x"), u: facts.numbers("u"),
        bias: facts.numbers("xBias") + facts.numbers("uBias"),
        hPrevious: facts.number("hPrevious"), dh: facts.number("dh"))
    }
  }

  @Test func `a simple recurrent network is that of PyTorch`() throws {
    try check("rnn", results: ["h", "dx", "dhPrevious"]) { facts in
      SimpleRNNUnit(
        a: facts.sum("x", "u")[0], bias: facts.sum("xBias", "uBias"),
        hPrevious: facts.number("hPrevious"), dh: facts.number("dh"), dhPrevious: 0)
    }
  }

  func check<Unit: CellUnit>(
    _ cell: String, results names: [String], unit: (UnitFacts) -> Unit
  ) throws {
    let fixture = try Fixture.json("cells.json")
    let rows = try #require(fixture[cell] as? [[[String: [Double]]]])
    let facts = rows.map { $0.map(UnitFacts.init) }
    let results = Unit.results(facts.map { $0.map(unit) }, mask: nil, Layout())
    for (facts, results) in zip(facts.flatMap { $0 }, results.flatMap { $0 }) {
      let expected = names.flatMap { facts.values[$0] ?? [] }
      #expect(expected.count == results.count)
      for (result, expected) in zip(results, expected) {
        #expect((Double(result) - expected).magnitude <= 1e-6, "\(results)")
      }
    }
  }
}

/// The numbers of one unit, those of its gates side by side.
struct UnitFacts {
  var values: [String: [Double]]

  func numbers(_ name: String) -> [Float] { (values[name] ?? []).map { Float($0) } }
  func number(_ name: String) -> Float { numbers(name)[0] }
  func sum(_ first: String, _ second: String) -> [Float] {
    zip(numbers(first), numbers(second)).map { $0 + $1 }
  }
}
