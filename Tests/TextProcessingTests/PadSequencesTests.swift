import TestSupport
import Testing
import TextProcessing

/// Cases that Keras 3.15.1 was asked.
@Suite struct PadSequencesFixtureTests {
  /// What Swift's types leave no way to write: Keras raises, or does not look.
  static let unwritable: Set = [
    "test_pad_sequences_str/int32_with_str_value_raises",
    "vector/scalar sequence mixed with vectors raises",
    "bad/padding name raises",
    "bad/padding name is not checked when all sequences are empty",
  ]

  static var cases: [PadCase] {
    get throws {
      try Fixture.decoded(PadFixture.self, from: "pad_sequences.json").cases
        .filter { PadCase.types.contains($0.type) && !unwritable.contains($0.name) }
    }
  }

  @Test(arguments: try cases) func `pads as Keras does`(_ padCase: PadCase) throws {
    switch padCase.type {
    case "int32": try padCase.check(Int32.self)
    case "int64": try padCase.check(Int64.self)
    case "float32": try padCase.check(Float.self)
    default: try padCase.check(Double.self)
    }
  }

  @Test func `the fixture is there`() throws { #expect(try Self.cases.count == 34) }
}

struct PadFixture: Decodable { var cases: [PadCase] }

struct PadCase: Decodable, CustomTestStringConvertible {
  static let types: Set = ["int32", "int64", "float32", "float64"]

  struct Arguments: Decodable {
    var maxlen: Int?
    var dtype: String?
    var padding: String?
    var truncating: String?
    var value: NestedNumbers?
  }

  var name: String
  var sequences: NestedNumbers
  var args: Arguments
  var expected: NestedNumbers?
  var shape: [Int]?

  var testDescription: String { name }
  var type: String { args.dtype ?? "int32" }

  func check<Element: MatrixElement>(_ type: Element.Type) throws {
    guard let expected, let shape else {
      #expect(throws: PaddingError.self) { try padded(as: type) }
      return
    }
    let matrix = try padded(as: type)
    #expect(matrix.shape == shape)
    let elements = expected.numbers.compactMap(Element.init(converting:))
    #expect(matrix.elements.map(\.bits) == elements.map(\.bits))
  }

  private func padded<Element: MatrixElement>(as type: Element.Type) throws -> DenseMatrix<Element>
  {
    let padding = try #require(SequenceSide(rawValue: args.padding ?? "pre"))
    let truncating = try #require(SequenceSide(rawValue: args.truncating ?? "pre"))
    let value = args.value?.numbers.first ?? 0
    if sequences.depth == 3 {
      let vectors = sequences.children.map { $0.children.map(\.numbers) }
      return try padSequences(
        vectors, as: type, maxLength: args.maxlen, padding: padding, truncating: truncating,
        value: value)
    }
    return try padSequences(
      sequences.children.map(\.numbers), as: type, maxLength: args.maxlen, padding: padding,
      truncating: truncating, value: value)
  }
}

/// JSON's numbers in lists of any depth. Texts, for the cases that are left out, are lists of none.
enum NestedNumbers: Decodable {
  case number(Number)
  case list([NestedNumbers])

  init(from decoder: any Decoder) throws {
    if let list = try? [NestedNumbers](from: decoder) {
      self = .list(list)
    } else if let integer = try? Int(from: decoder) {
      self = .number(.integer(integer))
    } else if let real = try? Double(from: decoder) {
      self = .number(.real(real))
    } else {
      self = .list([])
    }
  }

  var children: [NestedNumbers] {
    if case .list(let children) = self { children } else { [] }
  }

  /// All numbers, whatever the depth.
  var numbers: [Number] {
    switch self {
    case .number(let number): [number]
    case .list(let children): children.flatMap(\.numbers)
    }
  }

  var depth: Int {
    switch self {
    case .number: 0
    case .list(let children): 1 + (children.map(\.depth).max() ?? 0)
    }
  }
}

@Suite struct PadSequencesTests {
  @Test func `sequences of the four types need no conversion`() throws {
    #expect(
      try padSequences([[1], [2, 3]] as [[Int32]], as: Int32.self).elements == [0, 1, 2, 3])
    #expect(
      try padSequences([[1], [2, 3]] as [[Int64]], as: Int64.self).elements == [0, 1, 2, 3])
    #expect(try padSequences([[0.1]] as [[Float]], as: Float.self).elements == [0.1])
    #expect(try padSequences([[0.1]], as: Double.self).elements == [0.1])
  }

  @Test func `rows lie one after another`() throws {
    let matrix = try padSequences([[7], [1, 2, 3]], as: Int32.self, padding: .post, value: -1)
    #expect(matrix.rows == 2)
    #expect(matrix.columns == 3)
    #expect(matrix[0].elementsEqual([7, -1, -1]))
    #expect(matrix[1].elementsEqual([1, 2, 3]))
  }

  @Test func `rows of vectors are as wide as their vectors`() throws {
    let matrix = try padSequences([[[1, 2]], [[3, 4], [5, 6]]], as: Int32.self)
    #expect(matrix.shape == [2, 2, 2])
    #expect(matrix[0].elementsEqual([0, 0, 1, 2]))
  }

  @Test func `sequences of vectors that are all empty have two dimensions`() throws {
    #expect(try padSequences([[], []] as [[[Int]]], as: Int32.self, maxLength: 3).shape == [2, 3])
  }

  static let refusals:
    [(name: String, sequences: [[Number]], maxLength: Int?, error: PaddingError)] =
      [
        ("nothing", [], nil, .noSequences),
        ("a negative length", [[1]], -1, .negativeLength(-1)),
        ("two numbers cut to none", [[], [1, 2]], 0, .cutToNothing(row: 1)),
        (
          "too great for 32 bits", [[1], [2, 2_147_483_648]], nil,
          .unrepresentable(2_147_483_648, row: 1, position: 1)
        ),
        (
          "too small for 32 bits, with a fraction", [[-2_147_483_649.5]], nil,
          .unrepresentable(-2_147_483_649.5, row: 0, position: 0)
        ),
        (
          "infinite", [[.real(.infinity)]], nil,
          .unrepresentable(.real(.infinity), row: 0, position: 0)
        ),
        ("beyond memory", [[1], [2]], 1 << 50, .tooLarge(shape: [2, 1 << 50])),
        ("beyond what can be counted", [[1], [2]], .max, .tooLarge(shape: [2, .max])),
      ]

  @Test(arguments: refusals)
  func `refuses, and says where`(
    _ name: String, _ sequences: [[Number]], _ maxLength: Int?, _ error: PaddingError
  ) {
    #expect(throws: error, "\(name)") {
      try padSequences(sequences, as: Int32.self, maxLength: maxLength)
    }
  }

  @Test func `a value that an integer cannot hold is refused`() {
    #expect(throws: PaddingError.unrepresentableValue(3e9)) {
      try padSequences([[1]] as [[Number]], as: Int32.self, value: 3e9)
    }
  }

  @Test func `NaN is refused in an integer matrix and kept in another`() throws {
    let sequences = [[Double.nan]]
    #expect(throws: PaddingError.self) { try padSequences(sequences, as: Int64.self) }
    #expect(try padSequences(sequences, as: Float.self).elements[0].isNaN)
    let filled = try padSequences([[]] as [[Double]], as: Double.self, maxLength: 1, value: .nan)
    #expect(filled.elements[0].isNaN)
  }

  @Test func `what is cut away is not looked at`() throws {
    let sequences = [[2_147_483_648, 5]]
    #expect(try padSequences(sequences, as: Int32.self, maxLength: 1).elements == [5])
  }

  @Test func `unequal vectors are named`() {
    #expect(throws: PaddingError.unequalVectors(row: 1, position: 1, expected: 2, found: 1)) {
      try padSequences([[[1, 2]], [[3, 4], [5]]], as: Int32.self)
    }
  }

  @Test func `unequal vectors in the first sequence are refused where they are cut away too`() {
    #expect(throws: PaddingError.unequalVectors(row: 0, position: 1, expected: 2, found: 1)) {
      try padSequences([[[1, 2], [3]]], as: Int32.self, maxLength: 1, truncating: .post)
    }
  }

  static let texts: [(text: String, number: Number?)] = [
    ("7", 7), ("-7", -7), ("2.5", 2.5), ("1e3", 1000.0), ("9223372036854775808", 0x1p63),
    ("inf", .real(.infinity)), ("", nil), ("7,", nil), ("seven", nil),
  ]

  @Test(arguments: texts) func `reads numbers`(_ text: String, _ number: Number?) {
    #expect(Number(text) == number)
  }
}
