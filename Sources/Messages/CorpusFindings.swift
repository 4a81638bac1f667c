import Corpora
import Files

// What a corpus check found, in words.

/// The lines about the faults; empty where there are none.
package func faultLines(_ report: CorpusReport) -> [String] { findingLines(report, .fault) }

/// The lines about what is not a fault but worth a look, each with its first place alone.
package func noteLines(_ report: CorpusReport) -> [String] {
  findingLines(report, .note, placesShown: 1)
}

private func findingLines(
  _ report: CorpusReport, _ severity: CorpusProblem.Severity, placesShown: Int = .max
) -> [String] {
  report.parts.flatMap { part in
    part.findings.filter { $0.problem.severity == severity }.flatMap {
      findingText($0, in: part, placesShown: placesShown)
    }
  }
}

package func findingText(
  _ finding: CorpusFinding, in part: PartReport, placesShown: Int = .max
) -> [String] {
  let problem = finding.problem
  let head =
    "\(problem.severity.rawValue): \(problem.inWords), "
    + "\(times(finding.count)) in \(shown(finding.path))"
  let places = finding.places.prefix(placesShown)
  let rest = finding.count - places.count
  return [head] + places.compactMap { placeText($0, of: finding, in: part) }
    + (rest > 0 ? ["  and \(rest) more"] : [])
}

private func placeText(_ place: CorpusFinding.Place, of finding: CorpusFinding, in part: PartReport)
  -> String?
{
  switch (finding.problem, place.detail) {
  case (.unreadable, .failure(let error)): "  \(explain(error)?.message ?? "")"
  case (.unequalCounts, .counts(let source, let target)):
    "  \(source) lines in \(shown(part.source.path)), \(target) in \(shown(part.target.path))"
  case (.noLines, _): nil
  case (_, .shift(let lines, let by)): shiftText(place.line, lines, by)
  default: "  line \(place.line)\(detailText(place.detail))"
  }
}

/// A shift is noticed some lines after it began, so its first line is a guess.
private func shiftText(_ line: Int, _ lines: Int, _ shift: Int) -> String {
  let count = abs(shift)
  func some(_ side: String) -> String { count == 1 ? "a \(side) line" : "\(count) \(side) lines" }
  let (direction, missing, extra) =
    shift < 0 ? ("earlier", "target", "source") : ("later", "source", "target")
  return "  from about line \(line) to \(line + lines - 1): the target \(count) "
    + "\(count == 1 ? "line" : "lines") \(direction) fits better (\(some(missing)) missing near line "
    + "\(line), or \(some(extra)) too many)"
}

private func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

private func detailText(_ detail: FindingDetail) -> String {
  switch detail {
  case .none: ""
  case .byte(let byte, let value):
    ", byte \(byte): \(value > 0xFF ? "U+" : "0x")\(hexadecimal(value))"
  case .count(let count): ": \(count)"
  case .counts(let source, let target): ": \(source) to \(target)"
  case .script(let script): ": \(script)"
  case .firstLine(let line): ", first in line \(line)"
  case .text(let byte, let text): ", byte \(byte): \(text)"
  case .unmatched(let source, let target):
    ": "
      + [(source, "source"), (target, "target")].filter { !$0.0.isEmpty }
      .map { "\($0.0.joined(separator: " ")) in the \($0.1)" }.joined(separator: ", ")
      + (source.isEmpty || target.isEmpty ? " alone" : "")
  case .shift, .failure: ""
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  let width = value > 0xFF ? 4 : 2
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension CorpusProblem {
  package var inWords: String {
    switch self {
    case .unreadable: "a file that cannot be read"
    case .noLines: "an empty file"
    case .unequalCounts: "files of unequal length"
    case .notTwoColumns: "not one tab in a line"
    case .invalidUTF8: "bytes that are not UTF-8"
    case .empty: "an empty side"
    case .tooManyWords: "too many words"
    case .tooFewWords: "too few words"
    case .lengthRatio: "one side much longer than the other"
    case .longWord: "an over-long word"
    case .tooManyCharacters: "too many characters"
    case .tooManyBytes: "too many bytes"
    case .byteOrderMark: "a byte order mark"
    case .carriageReturn: "a carriage return at the end"
    case .lineSeparator: "a character that other programs take for a line end"
    case .controlCharacter: "a control character"
    case .replacementCharacter: "a replacement character"
    case .tab: "a tab"
    case .characterReference: "an HTML or XML entity"
    case .csvQuoting: "a line quoted as in CSV"
    case .doubledSpace: "doubled spaces"
    case .untrimmed: "leading or trailing spaces"
    case .swapped: "source and target swapped"
    case .wrongScript: "a script that the language does not use"
    case .copiedSource: "a target that copies its source"
    case .numberMismatch: "numbers that differ between the sides"
    case .addressMismatch: "web or e-mail addresses that differ between the sides"
    case .duplicate: "a pair that came before"
    case .otherTarget: "a source that came before with another target"
    case .shifted: "lines shifted against the other side"
    }
  }
}
