import Kernels
import Testing

@Suite("Dropout")
struct DropoutTests {
  static let stream = RandomStream.dropout(seed: 1, update: 2, tensor: 3)

  static func applied(_ probability: Float, to x: [Float], first: Int = 0) -> [Float] {
    var y = [Float](repeating: .nan, count: x.count)
    Dropout(probability: probability, stream: stream)
      .apply(to: x, into: &y, count: x.count, first: first)
    return y
  }

  @Test(
    "an element is dropped where its word says so, and scaled up elsewhere",
    arguments: [0, 1, 15, 16, 17, 255, 256, 257, 1000], [0.1, 0.5, 0.9] as [Float])
  func words(count: Int, probability: Float) {
    let x = randomFloats(count, seed: 1)
    let expected = x.indices.map { i in
      Double(Self.stream.word(at: UInt64(i))) < Double(probability) * 0x1p32
        ? 0 : x[i] * (1 / (1 - probability))
    }
    #expect(Self.applied(probability, to: x).bits == expected.bits)
  }

  @Test("the mask of shards is the mask of the whole", arguments: [1, 7, 16, 100, 333])
  func shards(part: Int) {
    let x = randomFloats(1000, seed: 2)
    let parts = stride(from: 0, to: x.count, by: part).flatMap { first in
      Self.applied(0.3, to: Array(x[first..<min(first + part, x.count)]), first: first)
    }
    #expect(parts.bits == Self.applied(0.3, to: x).bits)
  }

  @Test("about as many are dropped as said", arguments: [0.01, 0.2, 0.5, 0.99] as [Float])
  func share(probability: Float) {
    let count = 100_000
    let y = Self.applied(probability, to: Array(repeating: 1, count: count))
    let dropped = Double(y.count { $0 == 0 }) / Double(count)
    #expect((dropped - Double(probability)).magnitude < 0.005)
  }

  @Test("at 0 nothing changes, at 1 all is zero")
  func certain() {
    let x: [Float] = [1, -0.0, .nan, .infinity]
    #expect(Self.applied(0, to: x).bits == x.bits)
    #expect(Self.applied(1, to: x).bits == [0, 0, 0, 0])
  }

  @Test("the result may be written over the input", arguments: [0, 0.4, 1] as [Float])
  func inPlace(probability: Float) {
    let x = randomFloats(100, seed: 3)
    var y = x
    y.withUnsafeMutableBufferPointer { y in
      guard let y = y.baseAddress else { return }
      Dropout(probability: probability, stream: Self.stream).apply(to: y, into: y, count: 100)
    }
    #expect(y.bits == Self.applied(probability, to: x).bits)
  }

  @Test("all steps share a mask, and what lies between them is left alone")
  func steps() {
    let (count, steps, stride) = (300, 4, 310)
    let x = [Float](repeating: 1, count: steps * stride)
    var y = [Float](repeating: 7, count: steps * stride)
    Dropout(probability: 0.5, stream: Self.stream)
      .apply(to: x, into: &y, count: count, steps: steps, stride: stride)
    let mask = Self.applied(0.5, to: Array(x.prefix(count)))
    for step in 0..<steps {
      let own = step * stride..<step * stride + count
      #expect(Array(y[own]).bits == mask.bits)
      #expect(y[own.upperBound..<(step + 1) * stride].allSatisfy { $0 == 7 })
    }
  }
}
