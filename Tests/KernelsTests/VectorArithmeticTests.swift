import Kernels
import Testing

@Suite("Vector arithmetic")
struct VectorArithmeticTests {
  @Test("every element is served", arguments: [0, 1, 15, 16, 17, 100])
  func elements(count: Int) {
    let (x, y) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
    var sum = y
    VectorArithmetic.add(x, to: &sum, count: count)
    #expect(sum.bits == zip(x, y).map { $1 + $0 }.bits)
  }
}
