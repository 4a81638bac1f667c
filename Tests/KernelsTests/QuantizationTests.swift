import CKernels
import Testing

@testable import Kernels

struct QuantizationTests {
  @Test func `results are as near as rounding allows`() throws {
    try QuantizationChecks.checkBound()
  }

  @Test func `sums of the largest numbers are exact`() throws {
    try QuantizationChecks.checkLargest()
  }

  struct Row: CustomTestStringConvertible {
    var testDescription: String
    var values: [Float]
    var results: [Float]  // with the weights below
  }

  static let weights: [[Float]] = [[1, 1, 1], [0, 0, 1], [0, 0, 0]]
  static let huge: Float = 0x1p127
  static let rows = [
    Row(testDescription: "zeros", values: [0, -0.0, 0], results: [0, 0, 0]),
    Row(
      testDescription: "a huge number hides small ones", values: [1, 1, huge],
      results: [huge, huge, 0]),
    Row(
      testDescription: "more than a float holds", values: [huge, huge, 0],
      results: [.infinity, 0, 0]),
    Row(
      testDescription: "what is far below one", values: [0, 0, 0x1p-90],
      results: [0x1p-90, 0x1p-90, 0]),
    Row(
      testDescription: "what is too small to count", values: [0x1p-101, .leastNonzeroMagnitude, 0],
      results: [0, 0, 0]),
    Row(testDescription: "NaN", values: [0, .nan, 0], results: [.nan, .nan, .nan]),
    Row(testDescription: "an infinity", values: [0, -.infinity, 0], results: [.nan, .nan, .nan]),
    Row(testDescription: "both", values: [.infinity, .nan, 0], results: [.nan, .nan, .nan]),
  ]

  @Test(arguments: rows) func `extreme rows`(_ row: Row) throws {
    let plain: [Float] = [1, 2, 3]
    let sample = try QuantizationChecks.Sample([plain, row.values, plain], by: Self.weights)
    for (result, expected) in zip(sample.c[1], row.results) {
      let isNear = (result / expected - 1).magnitude < 1e-6
      #expect(result == expected || isNear || result.isNaN && expected.isNaN, "\(sample.c[1])")
    }
    #expect(sample.c[0].bits == sample.c[2].bits)
    #expect(largestDeviation(sample.c[0], from: [6, 3, 0]) < 0.05)
  }

  @Test func `a column with NaN or an infinity is NaN, and the others are not`() throws {
    let sample = try QuantizationChecks.Sample(
      [[1, 2], [0, 0]], by: [[1, .nan], [1, 1], [.infinity, 0]])
    for row in sample.c { #expect(row[0].isNaN && row[1].isFinite && row[2].isNaN) }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100], [79, 127] as [Float])
  func `integers are the nearest multiples of the scale`(width: Int, limit: Float) {
    let (rows, stride) = (3, width + 2)
    let x = randomFloats(rows * stride, seed: width)
    var integers = [Int8](repeating: 99, count: rows * width + 1)
    var scales = [Float](repeating: .nan, count: rows)
    ck_quantize_rows(x, stride, rows, width, limit, &integers, &scales)
    for row in 0..<rows {
      let values = x[row * stride..<row * stride + width]
      let largest = values.map(\.magnitude).max() ?? 0
      #expect(scales[row] == largest / limit)
      let expected = values.map { Int8(($0 * (limit / largest)).rounded(.toNearestOrEven)) }
      #expect(Array(integers[row * width..<(row + 1) * width]) == expected)
    }
    #expect(integers.last == 99)
  }
}
