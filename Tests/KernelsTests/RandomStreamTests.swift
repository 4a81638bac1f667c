import CKernels
import Files
import Foundation
import Kernels
import Testing

struct RandomStreamTests {
  /// The known answers that Random123, the authors' own library, is tested with.
  @Test(
    arguments: [
      (0, 0, 0, [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
      (.max, .max, .max, [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
      (
        0x299F_31D0_A409_3822, 0x0370_7344_1319_8A2E, 0x85A3_08D3_243F_6A88,
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
      ),
    ] as [(UInt64, UInt64, UInt64, [UInt32])])
  func `Philox4x32-10 gives its known answers`(
    seed: UInt64, stream: UInt64, block: UInt64, expected: [UInt32]
  ) {
    var words = [UInt32](repeating: 0, count: 4)
    ck_random_block(seed, stream, block, &words)
    #expect(words == expected)
  }

  @Test(
    arguments: [0, 1, 2, 3, 31, 32, (1 << 34) - 50, .max - 99] as [UInt64],
    [0, 1, 3, 4, 31, 32, 33, 64, 100])
  func `many words at once are the words one by one`(first: UInt64, count: Int) {
    var words = [UInt32](repeating: 0, count: count)
    ck_random_words(5, 6, first, count, &words)
    let stream = RandomStream(seed: 5, number: 6)
    #expect(words == (0..<count).map { stream.word(at: first &+ UInt64($0)) })
  }

  @Test func `seeds, streams and places give other words`() {
    let streams = (0..<4).flatMap { seed in
      (0..<4).map { RandomStream(seed: seed, number: $0) }
    }
    let dropout = (0..<4).flatMap { update in
      (0..<4).map { RandomStream.dropout(seed: 1, update: update, tensor: $0) }
    }
    let words = (streams + dropout).flatMap { stream in (0..<64).map { stream.word(at: $0) } }
    #expect(Set(words).count > words.count - 3)
  }

  @Test func `the three numbers are the whole state`() {
    var stream = RandomStream(seed: 7, number: 8)
    _ = stream.next(below: 10)
    var same = RandomStream(seed: stream.seed, number: stream.number, counter: stream.counter)
    #expect(same == stream)
    #expect((0..<9).map { _ in same.next() } == (0..<9).map { _ in stream.next() })
    #expect(stream.counter == 20)
  }

  @Test(arguments: [1, 2, 3, 10] as [UInt64])
  func `numbers below a bound are as likely as each other`(bound: UInt64) {
    var stream = RandomStream(seed: 9, number: 0)
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<10_000 { counts[Int(stream.next(below: bound))] += 1 }
    let expected = 10_000 / Int(bound)
    #expect(counts.allSatisfy { ($0 - expected).magnitude < 300 })
  }

  @Test(arguments: [1, 5, 128, 300])
  func `floats in parts are the floats at once`(part: Int) {
    let count = 600
    typealias Fill = (inout RandomStream, UnsafeMutablePointer<Float>, Int) -> Void
    func filled(by part: Int, _ fill: Fill) -> [Float] {
      var stream = RandomStream(seed: 10, number: 1)
      var floats: [Float] = []
      while floats.count < count {
        var some = [Float](repeating: 0, count: min(part, count - floats.count))
        fill(&stream, &some, some.count)
        floats += some
      }
      return floats
    }
    let uniform: Fill = { $0.fillUniform($1, count: $2, from: -2, to: 3) }
    let normal: Fill = { $0.fillNormal($1, count: $2, deviation: 0.1) }
    #expect(filled(by: part, uniform) == filled(by: count, uniform))
    #expect(filled(by: part, normal) == filled(by: count, normal))
  }

  @Test func `uniform floats lie in their range, evenly`() {
    let count = 100_000
    var stream = RandomStream(seed: 11, number: 0)
    var floats = [Float](repeating: 0, count: count)
    stream.fillUniform(&floats, count: count, from: -1, to: 3)
    #expect(floats.allSatisfy { (-1...3).contains($0) })
    let mean = floats.doubles.reduce(0, +) / Double(count)
    let square = floats.doubles.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect((mean - 1).magnitude < 0.02)
    #expect((square - mean * mean - 16 / 12).magnitude < 0.02)
    #expect(floats[0] == -1 + 4 * Float(stream.word(at: 0) >> 8) / 0x1p24)
  }

  @Test func `normal floats have the moments of the normal distribution`() {
    let count = 100_000
    var stream = RandomStream(seed: 13, number: 0)
    var floats = [Float](repeating: 0, count: count)
    stream.fillNormal(&floats, count: count, mean: 1, deviation: 2)
    let z = floats.doubles.map { ($0 - 1) / 2 }
    let moments = (1...4).map { power in
      z.reduce(0) { $0 + pow($1, Double(power)) } / Double(count)
    }
    #expect(largestDeviation(moments, from: [0, 1, 0, 3]) < 0.03)
    #expect(z.allSatisfy { $0.magnitude < 6.8 })
  }
}

struct DropoutTests {
  static let stream = RandomStream.dropout(seed: 1, update: 2, tensor: 3)

  static func applied(_ probability: Float, to x: [Float], first: Int = 0) -> [Float] {
    var y = [Float](repeating: .nan, count: x.count)
    stream.drop(probability, from: x, into: &y, count: x.count, first: first)
    return y
  }

  @Test(
    arguments: [0, 1, 15, 16, 17, 255, 256, 257, 1000], [0.1, 0.5, 0.9] as [Float])
  func `an element is dropped where its word says so, and scaled up elsewhere`(
    count: Int, probability: Float
  ) {
    let x = randomFloats(count, seed: 1)
    let expected = x.indices.map { i in
      Double(Self.stream.word(at: UInt64(i))) < Double(probability) * 0x1p32
        ? 0 : x[i] * (1 / (1 - probability))
    }
    #expect(Self.applied(probability, to: x).bits == expected.bits)
  }

  @Test(arguments: [1, 7, 16, 100, 333])
  func `the mask of shards is the mask of the whole`(part: Int) {
    let x = randomFloats(1000, seed: 2)
    let parts = stride(from: 0, to: x.count, by: part).flatMap { first in
      Self.applied(0.3, to: Array(x[first..<min(first + part, x.count)]), first: first)
    }
    #expect(parts.bits == Self.applied(0.3, to: x).bits)
  }

  @Test(arguments: [0.01, 0.2, 0.5, 0.99] as [Float])
  func `the share that is dropped is near the probability`(probability: Float) {
    let count = 100_000
    let y = Self.applied(probability, to: Array(repeating: 1, count: count))
    let dropped = Double(y.count { $0 == 0 }) / Double(count)
    #expect((dropped - Double(probability)).magnitude < 0.005)
  }

  @Test func `at 0 nothing changes, at 1 all is zero`() {
    let x: [Float] = [1, -0.0, .nan, .infinity]
    #expect(Self.applied(0, to: x).bits == x.bits)
    #expect(Self.applied(1, to: x).bits == [0, 0, 0, 0])
  }

  @Test(arguments: [0, 0.4, 1] as [Float])
  func `the result may be written over the input`(probability: Float) {
    let x = randomFloats(100, seed: 3)
    var y = x
    y.withUnsafeMutableBufferPointer { y in
      guard let y = y.baseAddress else { return }
      Self.stream.drop(probability, from: y, into: y, count: 100)
    }
    #expect(y.bits == Self.applied(probability, to: x).bits)
  }
}
