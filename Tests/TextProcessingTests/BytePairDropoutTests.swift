import Files
import Testing
import TextProcessing

@Suite struct BytePairDropoutTests {
  private let words = ["banana", "bananas", "nanban", "\u{17E}lu\u{165}", "x"]

  private func encoder() throws -> BytePairEncoder {
    let example = try #require(try EncodingCase.all().first { $0.name == "banana" })
    return try BytePairEncoder(BytePairMerges(bytes: Array(example.merges.utf8), path: "merges"))
  }

  @Test
  func `Without dropout no number is drawn and the pieces are the usual ones`() throws {
    var encoder = try encoder()
    var generator = SplitMix64(state: 1)
    for word in words {
      #expect(
        encoder.pieces(of: word, dropout: 0, using: &generator) == encoder.pieces(of: word))
    }
    #expect(generator.state == 1)
  }

  @Test
  func `Where everything is left out the pieces are characters`() throws {
    var encoder = try encoder()
    var generator = SplitMix64(state: 1)
    for word in words {
      let pieces = encoder.pieces(of: word, dropout: 1, using: &generator)
      #expect(pieces == word.unicodeScalars.map { String($0) })
    }
  }

  @Test
  func `The same numbers give the same pieces, which make up the word`() throws {
    var encoder = try encoder()
    let runs = [3, 3, 4].map { (seed: UInt64) in
      var generator = SplitMix64(state: seed)
      return (0..<200).map {
        encoder.pieces(of: words[$0 % words.count], dropout: 0.5, using: &generator)
      }
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] != runs[2])
    for (index, pieces) in runs[0].enumerated() {
      #expect(pieces.joined() == words[index % words.count])
    }
  }

  @Test
  func `A merge is left out about as often as asked`() throws {
    var encoder = try BytePairEncoder(
      BytePairMerges(bytes: Array("#version: 0.2\na b</w>\n".utf8), path: "merges"))
    var generator = SplitMix64(state: 0)
    let whole = (0..<20_000).count { _ in
      encoder.pieces(of: "ab", dropout: 0.3, using: &generator).count == 1
    }
    // Four standard deviations around 14,000.
    #expect((13_740...14_260).contains(whole))
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
