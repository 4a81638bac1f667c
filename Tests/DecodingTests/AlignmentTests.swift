import TestSupport
import Testing
import TextProcessing

@testable import Decoding

@Suite struct AlignmentTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var source: String
    var target: String
    var options = TokenizerOptions()
    /// For each token of the target the position of the source.
    var positions: [Int32]
    var words: String
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "word by word", source: "a cat sat", target: "le chat assis", positions: [0, 1, 2],
      words: "0-0 1-1 2-2"),
    Case(
      name: "punctuation is part of its word", source: "Yes, sir!", target: "Oui, chef !",
      positions: [0, 1, 2, 3], words: "0-0 1-1 1-2"),
    Case(
      name: "tokens of one word with two of the source", source: "in the", target: "dans/le",
      positions: [0, 1, 1], words: "0-0 1-0"),
    Case(
      name: "the end of the sentence", source: "a cat", target: "le petit chat",
      positions: [0, 2, 1], words: "0-0 1-2"),
    Case(
      name: "white space as a token", source: "a  cat", target: "le  chat", positions: [0, 1, 2],
      words: "0-0 1-1"),
    Case(
      name: "no-break spaces", source: "a\u{A0}cat", target: "le\u{202F}chat",
      options: TokenizerOptions(kind: .space), positions: [0], words: "0-0 0-1 1-0 1-1"),
    Case(
      name: "characters", source: "a cat", target: "le c",
      options: TokenizerOptions(kind: .char), positions: [0, 0, 1, 2], words: "0-0 1-1"),
    Case(name: "nothing", source: "a", target: "", positions: [], words: ""),
  ]

  @Test(arguments: cases) func `pairs words`(_ test: Case) throws {
    let alignment = try alignment(test)
    let pairs = alignment.wordPairs(source: utf8(test.source), target: utf8(test.target))
    #expect(pairs.map { "\($0.source)-\($0.target)" }.joined(separator: " ") == test.words)
    for (tokens, line) in [(alignment.source, test.source), (alignment.target, test.target)] {
      #expect(tokens.allSatisfy { $0.range.map { Array(utf8(line)[$0]) } == $0.text })
    }
  }

  private func alignment(_ test: Case) throws -> Alignment {
    let encoding = try TextEncoding.learned(from: [test.source, test.target], test.options)
    var encoder = try encoding.makeEncoder()
    let target = encoding.makeDecoder().decode(try encoder.ids(of: test.target))
    #expect(target.text == utf8(test.target))
    return Alignment(
      test.positions, tokens: try encoder.tokens(of: test.source), of: utf8(test.source), to: target
    )
  }

  @Test func `a translation has a pair for each token, but for the end of the sentence`() throws {
    for translation in try SampleModel().translations(
      SampleModel.lines, { $0.search.wantsAlignment = true })
    {
      let alignment = translation.alignment
      #expect(Set(alignment.pairs.map(\.target)).count == alignment.pairs.count)
      #expect(alignment.pairs.allSatisfy { alignment.source.indices.contains($0.source) })
      #expect(alignment.pairs.allSatisfy { alignment.target.indices.contains($0.target) })
      let words = alignment.target.map { String(decoding: $0.text, as: UTF8.self) }
      #expect(words.joined(separator: " ") == String(decoding: translation.text, as: UTF8.self))
    }
    #expect(
      try SampleModel().translations(SampleModel.lines).allSatisfy { $0.alignment == .init() })
  }

  @Test func `a source that is cropped has the tokens that are left`() throws {
    let cropped = try SampleModel().translations(["she moved to France"]) {
      ($0.longestSource, $0.search.wantsAlignment) = (2, true)
    }
    #expect(cropped[0].alignment.source.map(\.text) == [utf8("she"), utf8("moved")])
  }
}
