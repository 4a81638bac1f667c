import Corpora
import Files

// What a corpus check found, in words.

/// The lines about the faults alone, or about what is not a fault but worth a look.
package func faultLines(_ report: CorpusReport) -> [String] { findingLines(report, .fault) }
package func noteLines(_ report: CorpusReport) -> [String] { findingLines(report, .note) }

private func findingLines(
  _ report: CorpusReport, _ severity: CorpusProblem.Severity
) -> [String] {
  report.parts.flatMap { part in
    part.findings.filter { $0.problem.severity == severity }.flatMap { findingText($0, in: part) }
  }
}

package func findingText(_ finding: CorpusFinding, in part: PartReport) -> [String] {
  let problem = finding.problem
  let head =
    "\(problem.severity.rawValue): \(problem.inWords), "
    + "\(times(finding.count)) in \(shown(finding.path))"
  let rest = finding.count - finding.places.count
  let places = finding.places.compactMap { placeText($0, of: finding, in: part) }
  return [head] + places + (rest > 0 ? ["  and \(rest) more"] : [])
}

private func placeText(_ place: CorpusFinding.Place, of finding: CorpusFinding, in part: PartReport)
  -> String?
{
  switch (finding.problem, place.detail) {
  case (.unreadable, .failure(let error)): "  \(explain(error)?.message ?? "")"
  case (.unequalCounts, .counts(let source, let target)):
    "  \(source) lines in \(shown(part.source.path)), \(target) in \(shown(part.target.path))"
  default: "  line \(place.line)\(detailText(place.detail))"
  }
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
  case .failure: ""
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
    case .lineSeparator: "what other programs take for a line's end"
    case .controlCharacter: "a control character"
    case .replacementCharacter: "a replacement character"
    case .wrongScript: "a script that the language does not use"
    case .copiedSource: "a target that copies its source"
    case .duplicate: "a pair that came before"
    case .otherTarget: "a source that came before with another target"
    }
  }
}
