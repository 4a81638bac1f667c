import CKernels
import Foundation
import Kernels
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  /// The known answers that Random123, the authors' own library, is tested with.
  @Test(
    "Philox4x32-10 gives its known answers",
    arguments: [
      (0, 0, 0, [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]),
      (.max, .max, .max, [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]),
      (
        0x299F_31D0_A409_3822, 0x0370_7344_1319_8A2E, 0x85A3_08D3_243F_6A88,
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
      ),
    ] as [(UInt64, UInt64, UInt64, [UInt32])])
  func knownAnswers(seed: UInt64, stream: UInt64, block: UInt64, expected: [UInt32]) {
    var words = [UInt32](repeating: 0, count: 4)
    ck_random_block(seed, stream, block, &words)
    #expect(words == expected)
  }

  @Test(
    "many words at once are the words one by one",
    arguments: [0, 1, 2, 3, 31, 32, (1 << 34) - 50, .max - 99] as [UInt64],
    [0, 1, 3, 4, 31, 32, 33, 64, 100])
  func anyPlace(first: UInt64, count: Int) {
    var words = [UInt32](repeating: 0, count: count)
    ck_random_words(5, 6, first, count, &words)
    let stream = RandomStream(seed: 5, number: 6)
    #expect(words == (0..<count).map { stream.word(at: first &+ UInt64($0)) })
  }

  @Test("seeds, streams and places give other words")
  func distinct() {
    let streams = (0..<4).flatMap { seed in
      (0..<4).map { RandomStream(seed: seed, number: $0) }
    }
    let dropout = (0..<4).flatMap { update in
      (0..<4).map { RandomStream.dropout(seed: 1, update: update, tensor: $0) }
    }
    let words = (streams + dropout).flatMap { stream in (0..<64).map { stream.word(at: $0) } }
    #expect(Set(words).count > words.count - 3)
  }

  @Test("the three numbers are the whole state")
  func state() {
    var stream = RandomStream(seed: 7, number: 8)
    _ = stream.next(below: 10)
    var same = RandomStream(seed: stream.seed, number: stream.number, counter: stream.counter)
    #expect(same == stream)
    #expect((0..<9).map { _ in same.next() } == (0..<9).map { _ in stream.next() })
    #expect(stream.counter == 20)
  }

  @Test("numbers below a bound are as likely as each other", arguments: [1, 2, 3, 10] as [UInt64])
  func below(bound: UInt64) {
    var stream = RandomStream(seed: 9, number: 0)
    var counts = [Int](repeating: 0, count: Int(bound))
    for _ in 0..<10_000 { counts[Int(stream.next(below: bound))] += 1 }
    let expected = 10_000 / Int(bound)
    #expect(counts.allSatisfy { ($0 - expected).magnitude < 300 })
  }

  @Test("floats in parts are the floats at once", arguments: [1, 5, 128, 300])
  func parts(part: Int) {
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

  @Test("uniform floats lie in their range, evenly")
  func uniform() {
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

  @Test("normal floats have the moments of the normal distribution")
  func normal() {
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
