import Files
import Testing
import TextProcessing

@Suite struct BytePairVocabularyTests {
  private let merges = Array("#version: 0.2\na b</w>\n\\ \t</w>\n".utf8)

  @Test(arguments: [
    ("subword-nmt's", "x 1\nab 3\n", "ab", ["ab"]),
    ("ours", "x\t1\nab\t3\n", "ab", ["ab"]),
    ("ends of lines from elsewhere", "ab 3\r\n", "ab", ["ab"]),
    ("too rare", "x 3\nab 2\n", "ab", ["a", "b"]),
    ("not there", "x 3\n", "ab", ["a", "b"]),
    ("not at the end of a word", "ab@@ 3\n", "ab", ["a", "b"]),
    ("escaped", "\\\\\\t\t3\n", "\\\t", ["\\\t"]),
    ("not escaped", "\\\t 3\n", "\\\t", ["\\\t"]),
  ])
  func `Both kinds of lines are read`(name: String, file: String, word: String, pieces: [String])
    throws
  {
    let vocabulary = try withTemporaryText(file) { try BytePairVocabulary(path: $0, threshold: 3) }
    var encoder = try BytePairEncoder(
      BytePairMerges(bytes: merges, path: "merges"), vocabulary: vocabulary)
    #expect(encoder.pieces(of: word) == pieces)
  }

  @Test(arguments: [
    (TokenStyle.pieces, "ab@@ 1\n", ["ab", "c"]), (.pieces, "ab 1\n", ["a", "b", "c"]),
    (.joiners, "ab\t1\n￭c\t1\n", ["ab", "c"]), (.joiners, "￭ab￭\t1\n￭c\t1\n", ["ab", "c"]),
    (.joiners, "ab@@\t1\n", ["a", "b", "c"]), (.characters, "ab\t1\n", ["ab", "c"]),
  ])
  func `Pieces are looked up as they are written`(style: TokenStyle, file: String, pieces: [String])
    throws
  {
    let merges = Array("#version: 0.2\na b\nab c</w>\n".utf8)
    let vocabulary = try withTemporaryText(file) { try BytePairVocabulary(path: $0, style: style) }
    var encoder = try BytePairEncoder(
      BytePairMerges(bytes: merges, path: "merges"), vocabulary: vocabulary)
    #expect(encoder.pieces(of: "abc") == pieces)
  }

  @Test(arguments: ["ab", "ab three", "ab\t", " 3", "", "ab 3 x"])
  func `A line that is not a piece and its count is reported`(line: String) throws {
    try withTemporaryText("x 1\n\(line)\n") { path in
      #expect(throws: BytePairError.malformedCount(path: path, line: 2, value: line)) {
        try BytePairVocabulary(path: path)
      }
    }
  }

  @Test(arguments: [("\\x", 1), ("ab\\q", 3), ("\\", 1)])
  func `An escape that is none is reported`(piece: String, byte: Int) throws {
    try withTemporaryText("\(piece)\t3\n") { path in
      let value = String(piece.dropFirst(byte - 1))
      #expect(throws: TextError.unknownEscape(path: path, line: 1, byte: byte, value: value)) {
        try BytePairVocabulary(path: path)
      }
    }
  }
}
