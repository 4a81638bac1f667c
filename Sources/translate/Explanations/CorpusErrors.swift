import CommandLineInterface
import Messages
import TextProcessing

extension CorpusError: Explained {
  package var diagnostic: Diagnostic? {
    switch self {
    case .unequalCounts(let source, let target):
      Diagnostic(
        .badData,
        "\(input(source.path)) has \(source.lines) lines, and \(input(target.path)) "
          + "\(target.lines)",
        advice: "Each line and its translation must have the same number in the two files.")
    case .notTwoColumns(let path, let line, let tabs):
      Diagnostic(
        .badData, "\(place(path, line: line)): \(tabs) tabs where there must be one",
        advice: "`translate corpus clean --tsv` leaves such lines out.")
    case .tabInText(let path, let line):
      Diagnostic(
        .badData, "\(place(path, line: line)): text with a tab does not fit into a table",
        advice: "Write two files instead.")
    case .changedBetweenReadings(let path, let first, let second):
      Diagnostic(
        .badData,
        "\(input(path)) had \(first) lines at the first reading and \(second) "
          + "at the second",
        advice: "A split reads twice: give it files that nobody writes to, and no pipe.")
    case .changed(let path):
      Diagnostic(
        .badData, "\(input(path)) was written to while it was in use",
        advice: "Leave a corpus as it is until the work on it is done.")
    case .splitTooLarge(let wanted, let lines):
      Diagnostic(
        .usage, "\(wanted) pairs were asked for, and the corpus has \(lines)",
        advice: "Ask for fewer with --valid and --test.")
    case .splitImpossible(let part, let wanted, let lines, let largest):
      Diagnostic(
        .badData,
        "no pairs are left for \(part), which was to have \(wanted) of \(lines): "
          + "up to \(largest) pairs hang together by the same source or target",
        advice: "Drop duplicates first (`translate corpus clean`), or ask for a larger part.")
    }
  }
}
