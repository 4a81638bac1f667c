import Kernels
import Testing

@Suite("The largest elements of a row")
struct LargestElementsTests {
  struct Case: CustomTestStringConvertible {
    var testDescription: String
    var row: [Float]
    var top: [Int32]  // of three
  }

  static let cases = [
    Case(testDescription: "a single one", row: [-3], top: [0]),
    Case(testDescription: "one after another", row: [1, 3, 2, 0], top: [1, 2, 0]),
    Case(testDescription: "equals in their order", row: [5, 7, 7, 5, 7], top: [1, 2, 4]),
    Case(testDescription: "zeros of both signs are equal", row: [-0.0, 0, -0.0], top: [0, 1, 2]),
    Case(testDescription: "NaN is left out", row: [.nan, 1, .nan, 2], top: [3, 1]),
    Case(testDescription: "nothing but NaN", row: [.nan, .nan], top: []),
    Case(
      testDescription: "infinities are numbers", row: [-.infinity, .nan, .infinity], top: [2, 0]),
    Case(testDescription: "nothing but −∞", row: [-.infinity, -.infinity], top: [0, 1]),
    Case(
      testDescription: "equals far apart",
      row: (0..<100).map { $0 % 33 == 32 ? 1 : 0 }, top: [32, 65, 98]),
  ]

  static func top(_ limit: Int, of row: [Float]) -> [Int32] {
    var indices = [Int32](repeating: -1, count: limit)
    let count = LargestElements.top(limit, of: row, count: row.count, into: &indices)
    return Array(indices.prefix(count))
  }

  @Test("of", arguments: cases)
  func named(_ example: Case) {
    #expect(Self.top(3, of: example.row) == example.top)
    let first = LargestElements.first(example.row, count: example.row.count)
    #expect(first == Int(example.top.first ?? 0))
  }

  @Test("are the first of all when sorted", arguments: [1, 15, 16, 17, 100, 6500], [1, 5, 32])
  func sorted(count: Int, limit: Int) {
    // Few different values, so that there are equals.
    let row = randomFloats(count, seed: count, scale: 50).map { $0.rounded() }
    let order = row.indices.sorted { (-row[$0], $0) < (-row[$1], $1) }
    #expect(Self.top(limit, of: row) == order.prefix(limit).map(Int32.init))
    #expect(LargestElements.first(row, count: count) == order[0])
  }
}
