import CommandLineInterface
import Files
import Messages
import TextProcessing

enum Pad {
  enum ElementType: String, CaseIterable, Sendable {
    case int32, int64, float32, float64
  }

  static let maxLength = Option.integer(
    "maxlen", "N", in: 0 ... .max, "the length of every row (default: that of the longest line)")
  static let padding = Option.choice(
    "padding", SequenceSide.self, default: .pre, "pad before (pre) or after (post) each sequence")
  static let truncating = Option.choice(
    "truncating", SequenceSide.self, default: .pre,
    "cut longer sequences at their beginning (pre) or end (post)")
  static let value = Option.text("value", "NUMBER", default: "0", "padding value")
  static let dtype = Option.choice(
    "dtype", ElementType.self, default: .int32,
    "data type of the matrix; an integer type truncates fractions, as Keras does")
  static let vocabulary = Option.path(
    "vocab", "FILE", "read lines of tokens, whose ids are those of this vocabulary")

  static let command = Command(
    "pad", summary: "pad sequences of numbers to a matrix in NumPy's format (.npy)",
    discussion: """
      Reads one sequence of numbers per line, separated by white space (an empty line is an empty \
      sequence), and writes a .npy file with the result of Keras' pad_sequences.
      """,
    operands: [.file("FILE", optional: true)],
    options: [
      maxLength, padding, truncating, value, dtype, vocabulary, TextOptions.output,
      TextOptions.quiet,
    ],
    examples: [
      Example("printf '7\\n1 2 3\\n' | translate pad --output rows.npy", "[[0 0 7] [1 2 3]]"),
      Example(
        "translate pad --vocab vocab.en --padding post --maxlen 40 corpus.tok.en --output ids.npy"),
    ],
    run: run)

  static func run(_ arguments: Arguments) throws {
    guard let filling = Number(arguments[value]) else {
      throw Diagnostic(.usage, "--value \(arguments[value]) is not a number")
    }
    if arguments[TextOptions.output] == "-" && Terminal.standardOutput.isTerminal {
      throw Diagnostic(
        .usage, "a matrix is not written to a terminal", advice: "Name a file with --output.")
    }
    let output = try OutputFile(path: arguments[TextOptions.output])
    var summary = RunSummary(of: output, isQuiet: arguments[TextOptions.quiet])
    let sequences = try sequences(arguments)
    switch arguments[dtype] {
    case .int32: try write(sequences, as: Int32.self, filling, to: output, arguments)
    case .int64: try write(sequences, as: Int64.self, filling, to: output, arguments)
    case .float32: try write(sequences, as: Float.self, filling, to: output, arguments)
    case .float64: try write(sequences, as: Double.self, filling, to: output, arguments)
    }
    summary.add(lines: sequences.count)
    summary.show()
  }

  private static func sequences(_ arguments: Arguments) throws -> [[Number]] {
    let operand = arguments.operands.first
    let vocabulary = try arguments[vocabulary].map { path in
      try contents(
        of: path, expecting: .vocabulary, orSwappedWith: operand,
        meant: "translate pad --vocab \(operand ?? "VOCAB") \(path)",
        { try Vocabulary(contentsOf: $0) })
    }
    let path = try TextOptions.inputs(arguments)[0]
    return try vocabulary.map { try readTokens(path, as: $0) } ?? readNumbers(path)
  }

  private static func write<Element: MatrixElement>(
    _ sequences: [[Number]], as type: Element.Type, _ filling: Number, to output: OutputFile,
    _ arguments: Arguments
  ) throws {
    let matrix: DenseMatrix<Element>
    do throws(PaddingError) {
      matrix = try padSequences(
        sequences, as: type, maxLength: arguments[maxLength], padding: arguments[padding],
        truncating: arguments[truncating], value: filling)
    } catch {
      let path = arguments.operands.first ?? "-"
      throw PaddingFailure(path: path, type: arguments[dtype].rawValue, error: error)
    }
    let cut = sequences.count { $0.count > matrix.columns }
    if cut > 0 {
      note(
        "\(cut) of \(counted(sequences.count, "row")) cut at the \(arguments[truncating].inWords)")
    }
    try output.write(numPy: matrix)
    try output.commit()
  }
}

extension SequenceSide {
  fileprivate var inWords: String { self == .pre ? "beginning" : "end" }
}

/// What is wrong with the sequences of a file.
struct PaddingFailure: Explained {
  var path: String
  var type: String
  var error: PaddingError

  package var diagnostic: Diagnostic? {
    switch error {
    case .noSequences:
      Diagnostic(
        .badData, "\(input(path)) has no line to take the length from",
        advice: "Give the length with --maxlen.")
    case .negativeLength(let length):
      Diagnostic(.usage, "a row cannot have \(length) elements")
    case .cutToNothing(let row):
      Diagnostic(
        .usage,
        "--maxlen 0 would cut \(place(path, line: row + 1)) to nothing at its beginning, "
          + "which Keras does not allow",
        advice: "With --truncating post the matrix has no columns.")
    case .unrepresentable(let number, let row, let position):
      Diagnostic(
        .badData,
        "\(place(path, line: row + 1)), word \(position + 1): \(text(number)) "
          + "does not fit into \(type)",
        advice: "Use a wider type: --dtype int64 or float64.")
    case .unrepresentableValue(let number):
      Diagnostic(.usage, "--value \(text(number)) does not fit into \(type)")
    case .unequalVectors(let row, let position, let expected, let found):
      Diagnostic(
        .badData,
        "\(place(path, line: row + 1)), vector \(position + 1): "
          + "\(counted(found, "number")) where others have \(expected)")
    case .tooLarge(let shape):
      Diagnostic(
        .usage,
        "a matrix of \(shape.map(String.init).joined(separator: " by ")) \(type) "
          + "does not fit into memory",
        advice: "Cut the rows with --maxlen.")
    }
  }

  private func text(_ number: Number) -> String {
    switch number {
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    }
  }
}
