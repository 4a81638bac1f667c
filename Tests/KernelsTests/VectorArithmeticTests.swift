import Kernels
import Testing

@Suite("Vector arithmetic")
struct VectorArithmeticTests {
  @Test("every element is served", arguments: [0, 1, 15, 16, 17, 100])
  func elements(count: Int) {
    var (x, sum) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
    let wanted = zip(x, sum).map { $1 + $0 }
    x.withUnsafeMutableBufferPointer { x in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let x = x.baseAddress, let sum = sum.baseAddress else { return }
        Matrix(sum, rows: 1, columns: count).add(Matrix(x, rows: 1, columns: count))
      }
    }
    #expect(sum.bits == wanted.bits)
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
