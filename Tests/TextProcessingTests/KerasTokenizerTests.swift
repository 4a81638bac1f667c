import TestSupport
import Testing
import TextProcessing

/// Cases that Keras 3.15.1 was asked.
@Suite struct KerasTokenizerFixtureTests {
  @Test(arguments: try KerasFixture.load().tokenizer)
  func `counts as Keras does`(_ expected: KerasCase) throws {
    let tokenizer = try expected.fitted()
    #expect(tokenizer.documentCount == expected.documentCount)
    #expect(tokenizer.wordCounts.map(WordNumber.init) == expected.wordCounts)
    #expect(
      Set(tokenizer.documentCounts.map(WordNumber.init)) == Set(expected.wordDocs))
    #expect(tokenizer.indexCount == expected.wordIndex.count)
    for word in expected.wordIndex {
      #expect(tokenizer.index(of: word.word) == word.number)
      #expect(tokenizer.word(at: word.number).map(utf8) == utf8(word.word))
    }
  }

  @Test(arguments: try KerasFixture.load().tokenizer)
  func `makes sequences and texts as Keras does`(_ expected: KerasCase) throws {
    let tokenizer = try expected.fitted()
    let sequences = tokenizer.sequences(of: expected.texts)
    #expect(sequences == expected.textsToSequences)
    #expect(tokenizer.texts(of: sequences).map(utf8) == expected.sequencesToTexts.map(utf8))
    if let sequences = expected.sequences {
      #expect(
        tokenizer.texts(of: sequences).map(utf8)
          == expected.sequencesToTextsOfSequences?.map(utf8))
    }
  }

  @Test(arguments: try KerasFixture.load().tokenizer.filter { $0.textsToMatrix != nil })
  func `makes matrices as Keras does`(_ expected: KerasCase) throws {
    let tokenizer = try expected.fitted()
    for (name, rows) in try #require(expected.textsToMatrix) {
      let mode = try #require(KerasTokenizer.MatrixMode(rawValue: name))
      let matrix = try tokenizer.matrix(of: expected.texts, mode: mode)
      #expect(matrix.shape == [rows.count, rows[0].count])
      #expect(matrix.elements == rows.flatMap(\.self), "\(name)")
    }
  }
}

struct KerasFixture: Decodable {
  var defaultFilters: String
  var textToWordSequence: [KerasTextTests.WordCase]
  var tokenizer: [KerasCase]

  static func load() throws -> KerasFixture {
    try Fixture.decoded(KerasFixture.self, from: "keras_tokenizer.json")
  }
}

struct KerasCase: Decodable, CustomTestStringConvertible {
  struct Arguments: Decodable {
    var numWords: Int?
    var filters: String?
    var lower: Bool?
    var split: String?
    var charLevel: Bool?
    var oovToken: String?
  }

  var name: String
  var args: Arguments
  var fit: [TextOrWords]
  var wordCounts: [WordNumber]
  var wordIndex: [WordNumber]
  var wordDocs: [WordNumber]
  var documentCount: Int
  var texts: [TextOrWords]
  var textsToSequences: [[Int]]
  var sequencesToTexts: [String]
  var sequences: [[Int]]?
  var sequencesToTextsOfSequences: [String]?
  var textsToMatrix: [String: [[Double]]]?

  var testDescription: String { name }

  func fitted() throws -> KerasTokenizer {
    var tokenizer = try KerasTokenizer(
      numWords: args.numWords, filters: args.filters ?? KerasText.defaultFilters,
      lowercase: args.lower ?? true, separator: args.split ?? " ",
      characterLevel: args.charLevel ?? false, unknownToken: args.oovToken)
    tokenizer.fit(on: fit)
    return tokenizer
  }
}

/// JSON's `["word", 3]`, equal where the bytes are.
struct WordNumber: Decodable, Hashable, CustomStringConvertible {
  var bytes: [UInt8]
  var number: Int

  init(word: String, number: Int) { (bytes, self.number) = (utf8(word), number) }

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    self.init(word: try pair.decode(String.self), number: try pair.decode(Int.self))
  }

  var word: String { String(decoding: bytes, as: UTF8.self) }
  var description: String { "\(word): \(number)" }
}

enum TextOrWords: Decodable, KerasDocument {
  case text(String)
  case words([String])

  init(from decoder: any Decoder) throws {
    if let text = try? String(from: decoder) {
      self = .text(text)
    } else {
      self = .words(try [String](from: decoder))
    }
  }

  func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void) {
    switch self {
    case .text(let document): document.forEachWord(as: text, body)
    case .words(let document): document.forEachWord(as: text, body)
    }
  }
}

@Suite struct KerasTokenizerTests {
  @Test func `learning twice adds up`() throws {
    var tokenizer = try KerasTokenizer()
    tokenizer.fit(on: ["b a"])
    tokenizer.fit(on: [["A", "c"]])
    #expect(tokenizer.documentCount == 2)
    #expect(tokenizer.sequences(of: ["a b c"]) == [[1, 2, 3]])
    #expect(tokenizer.documentCounts.map(\.count) == [1, 2, 1])
  }

  @Test func `nothing is known before fitting, the unknown token neither`() throws {
    let tokenizer = try KerasTokenizer(unknownToken: "<unk>")
    #expect(tokenizer.unknownIndex == nil)
    #expect(tokenizer.sequences(of: ["a b"]) == [[]])
    #expect(tokenizer.texts(of: [[1, 2]]) == [""])
  }

  @Test func `NFC and NFD spellings are two words`() throws {
    var tokenizer = try KerasTokenizer()
    tokenizer.fit(on: ["\u{E9} e\u{301}"])
    #expect(tokenizer.indexCount == 2)
    #expect(tokenizer.index(of: "e\u{301}") == 2)
  }

  @Test func `an empty separator is refused for words and does nothing for characters`() throws {
    #expect(throws: KerasTextError.emptySeparator) { try KerasTokenizer(separator: "") }
    _ = try KerasTokenizer(separator: "", characterLevel: true)
  }

  @Test func `an unknown token met in the corpus costs the last word its column`() throws {
    var tokenizer = try KerasTokenizer(unknownToken: "unk")
    tokenizer.fit(on: ["unk unk a b"])
    #expect(tokenizer.sequences(of: ["b"]) == [[4]])
    #expect(try tokenizer.matrix(of: ["a b"]).elements == [0, 0, 0, 1])
  }

  @Test func `sequences alone make a matrix where the size is given`() throws {
    var tokenizer = try KerasTokenizer(numWords: 3)
    tokenizer.fit(onSequences: [[1, 2, 2], [2]])
    #expect(tokenizer.documentCount == 2)
    let matrix = try tokenizer.matrix(ofSequences: [[1, 2, 7]], mode: .tfidf)
    // ln(1 + 2 / (1 + 1)) and ln(1 + 2 / (1 + 2))
    #expect(matrix.elements == [0, 0.6931471805599453, 0.5108256237659906])
    let frequencies = try tokenizer.matrix(ofSequences: [[1, 2, 2, 7], []], mode: .freq)
    #expect(frequencies.elements == [0, 0.25, 0.5, 0, 0, 0])
  }

  @Test func `a matrix of unknown size is refused`() throws {
    let tokenizer = try KerasTokenizer()
    #expect(throws: KerasMatrixError.unknownSize) { try tokenizer.matrix(of: ["a"]) }
  }

  @Test func `tfidf without documents is refused`() throws {
    let tokenizer = try KerasTokenizer(numWords: 3)
    #expect(throws: KerasMatrixError.noDocuments) {
      try tokenizer.matrix(ofSequences: [], mode: .tfidf)
    }
  }

  @Test func `a negative index is refused`() throws {
    let tokenizer = try KerasTokenizer(numWords: 3)
    #expect(throws: KerasMatrixError.negativeIndex(-1, row: 1, position: 0)) {
      try tokenizer.matrix(ofSequences: [[1], [-1]])
    }
  }
}
