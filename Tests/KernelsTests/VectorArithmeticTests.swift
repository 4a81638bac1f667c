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

  @Test("a sum is moved, zeros and all", arguments: [0, 1, 15, 63, 64, 65, 200, 4096])
  func moves(count: Int) {
    var x = randomFloats(count, seed: count)
    for index in x.indices where index / 64 % 2 == 1 { x[index] = 0 }
    if count > 64 { x[64] = -0.0 }
    if count > 130 { x[130] = .nan }
    let before = randomFloats(count, seed: count + 1)
    let wanted = zip(x, before).map { $0 + $1 }
    var y = before
    VectorArithmetic.moveSum(&x, to: &y, count: count)
    #expect(y.bits == wanted.bits)
    #expect(x.allSatisfy { $0.bitPattern == 0 })
  }
}
