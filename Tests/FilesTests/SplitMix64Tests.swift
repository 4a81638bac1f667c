import Testing

@testable import Files

@Suite struct SplitMix64Tests {
  @Test func `the generator gives the published numbers`() {
    var generator = SplitMix64(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func `numbers below a bound are all drawn and evenly`() {
    var generator = SplitMix64(seed: 1)
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6000 { counts[Int(generator.next(below: 6))] += 1 }
    #expect(counts.allSatisfy { (900...1100).contains($0) })
  }

  /// Pinned: a hash that changes would change which part of a split a line goes to.
  @Test(arguments: [
    ("", 13_029_008_266_876_403_067 as UInt64), ("a", 17_513_165_408_256_641_566),
    ("12345678", 9_035_464_165_029_196_393),
    ("A man in an orange hat.", 4_727_261_526_091_387_008),
  ])
  func `a hash is the same everywhere`(text: String, hash: UInt64) {
    #expect(lineHash(Array(text.utf8).span) == hash)
  }

  @Test func `lines that differ in a byte, a length or an order have other hashes`() {
    var lines = (0..<40).map { [UInt8](repeating: 0, count: $0) }
    for index in 0..<40 {
      for bit in 0..<8 {
        var line = [UInt8](repeating: 0, count: 40)
        line[index] = 1 << bit
        lines.append(line)
      }
    }
    lines += ["abcdefgh12345678", "12345678abcdefgh"].map { Array($0.utf8) }
    #expect(Set(lines.map { lineHash($0.span) }).count == lines.count)
  }
}
