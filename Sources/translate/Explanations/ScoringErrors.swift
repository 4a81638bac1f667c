import CommandLineInterface
import Decoding
import Messages
import TextProcessing

extension ScoringError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .empty(let path):
      Diagnostic(.badData, "\(input(path)) is empty: there is nothing to score")
    case .unequalCounts(let text, let reference):
      Diagnostic(
        .badData,
        "\(input(text.path)) has \(text.lines) lines, and \(input(reference.path)) "
          + "\(reference.lines)",
        advice: "Each line is compared with the one of the same number.")
    }
  }
}

extension PairLengthError {
  /// Who asked knows the files.
  func diagnostic(in files: CorpusFiles) -> Diagnostic {
    Diagnostic(
      .badData,
      "\(place(files.path(of: side), line: line)): \(tokens) tokens are more than the \(limit) that "
        + "can be scored",
      advice: "Is this a sentence? `translate corpus clean` leaves such lines out.")
  }
}
