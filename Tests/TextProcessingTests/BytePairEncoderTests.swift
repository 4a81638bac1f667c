import Testing
import TextProcessing

@Suite struct BytePairEncoderTests {
  @Test(arguments: try EncodingCase.all())
  func `The pieces are subword-nmt's`(_ example: EncodingCase) throws {
    let merges = try BytePairMerges(bytes: Array(example.merges.utf8), path: "merges")
    let vocabulary = try example.vocabulary.map { text in
      try withTemporaryText(text) {
        try BytePairVocabulary(path: $0, threshold: example.threshold)
      }
    }
    var encoder = try BytePairEncoder(
      merges, vocabulary: vocabulary, glossaries: example.glossaries)
    for (text, segmented) in example.lines {
      let expected = spaceSeparated(segmented).joined(separator: " ")
      #expect(Array(encoder.segment(text).utf8) == Array(expected.utf8))
    }
  }

  @Test(arguments: [[0xFF], [0xC3], [0x61, 0xE2, 0x82], [0x80, 0x61, 0xF0, 0x9F, 0x98], [0], []])
  func `The pieces make up the word whatever its bytes are`(word: [UInt8]) throws {
    let merges = try BytePairMerges(bytes: Array("#version: 0.2\na b</w>\n".utf8), path: "merges")
    for glossaries in [[], ["a", "."]] {
      var encoder = try BytePairEncoder(merges, glossaries: glossaries)
      var ends: [Int32] = [7]
      encoder.split(word.span, into: &ends)
      #expect(ends.first == 7)
      #expect(ends.dropFirst() == ends.dropFirst().sorted()[...])
      #expect(Int(ends.dropFirst().last ?? 0) == word.count)
    }
  }

  @Test
  func `A vocabulary of which nothing is kept is none`() throws {
    let merges = try BytePairMerges(bytes: Array("#version: 0.2\na b</w>\n".utf8), path: "merges")
    let vocabulary = try withTemporaryText("ab 3\n") {
      try BytePairVocabulary(path: $0, threshold: 4)
    }
    var encoder = try BytePairEncoder(merges, vocabulary: vocabulary)
    #expect(encoder.pieces(of: "ab") == ["ab"])
  }

  @Test
  func `An expression that is none is reported`() throws {
    let merges = try BytePairMerges(bytes: Array("a b\n".utf8), path: "merges")
    #expect(throws: BytePairError.malformedGlossary(pattern: "(")) {
      _ = try BytePairEncoder(merges, glossaries: ["a", "("])
    }
  }

  @Test
  func `Copies at work at the same time give the same pieces`() async throws {
    let example = try #require(try EncodingCase.all().first { $0.glossaries == ["\\d+", "[.,]"] })
    let merges = try BytePairMerges(bytes: Array(example.merges.utf8), path: "merges")
    let encoder = try BytePairEncoder(merges, glossaries: example.glossaries)
    let (text, segmented) = example.lines[0]
    await withTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var own = encoder
          return (0..<50).map { _ in own.segment(text) }
        }
      }
      for await results in group {
        #expect(results == Array(repeating: segmented, count: 50))
      }
    }
  }
}
