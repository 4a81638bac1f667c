import CommandLineInterface

extension ScoringError: Explained {
  var diagnostic: Diagnostic? {
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
