import Testing

@testable import CommandLineInterface

@Suite("Misspelt names")
struct NearestNameTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("same", "same", 0), ("kitten", "sitting", 3),
    ("train", "trian", 1), ("abcd", "badc", 2), ("ca", "abc", 3), ("é", "e", 2),
  ])
  func `Distances`(_ first: String, _ second: String, _ distance: Int) {
    #expect(editDistance(Array(first.utf8), Array(second.utf8)) == distance)
    #expect(editDistance(Array(second.utf8), Array(first.utf8)) == distance)
  }

  static let commands = ["train", "tokenize", "detokenize", "bpe", "vocab", "corpus", "translate"]

  @Test(
    arguments: [
      ("trian", "train"), ("tokenise", "tokenize"), ("Tokenize", "tokenize"), ("pbe", "bpe"),
      ("detok", "detokenize"), ("tok", "tokenize"), ("vocabulary", nil), ("x", nil), ("", nil),
      ("tr", nil), ("tra", nil), ("corpsu", "corpus"),
    ] as [(String, String?)])
  func `What was meant`(_ word: String, _ name: String?) {
    #expect(nearest(to: word, among: Self.commands) == name)
  }
}
