import CommandLineInterface
import Messages
import TextProcessing

extension SequenceError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .notANumber(let path, let line, let word, let value):
      Diagnostic(
        .badData, "\(place(path, line: line)), word \(word): \(quoted(value)) is not a number",
        advice: "If the lines are tokens, name their vocabulary with --vocab.")
    }
  }
}

/// What was wrong with the sequences of a file.
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
          + "which Keras refuses",
        advice: "With --truncating post the matrix has no columns.")
    case .unrepresentable(let number, let row, let position):
      Diagnostic(
        .badData,
        "\(place(path, line: row + 1)), word \(position + 1): \(text(number)) "
          + "does not fit into \(type)",
        advice: "A wider type may hold it: --dtype int64 or float64.")
    case .unrepresentableValue(let number):
      Diagnostic(.usage, "--value \(text(number)) does not fit into \(type)")
    case .unequalVectors(let row, let position, let expected, let found):
      Diagnostic(
        .badData,
        "\(place(path, line: row + 1)), vector \(position + 1): \(found) numbers "
          + "where others have \(expected)")
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
