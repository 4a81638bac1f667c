import Kernels
import Testing

@Suite("Vector arithmetic")
struct VectorArithmeticTests {
  @Test("every element is served, and rounded as written", arguments: [0, 1, 15, 16, 17, 100])
  func elements(count: Int) {
    let (x, y) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
    var (sum, scaledSum, scaled) = (y, y, x)
    VectorArithmetic.add(x, to: &sum, count: count)
    VectorArithmetic.add(x, times: 0.3, to: &scaledSum, count: count)
    VectorArithmetic.scale(&scaled, by: 0.3, count: count)
    #expect(sum.bits == zip(x, y).map { $1 + $0 }.bits)
    #expect(scaledSum.bits == zip(zip(x, y).map { $0.0 * 0.3 }, y).map { $1 + $0 }.bits)
    #expect(scaled.bits == x.map { $0 * 0.3 }.bits)
  }

  @Test("rows are copied and zeroed, and what lies between them is left alone")
  func rows() {
    var y = [Float](repeating: 7, count: 6)
    VectorArithmetic.copy([1, 2, 3, 4], stride: 2, to: &y, yStride: 3, rows: 2, columns: 2)
    #expect(y == [1, 2, 7, 3, 4, 7])
    VectorArithmetic.zero(&y, stride: 3, rows: 2, columns: 2)
    #expect(y == [0, 0, 7, 0, 0, 7])
  }
}
