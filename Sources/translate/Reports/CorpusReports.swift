import Corpora
import Files
import Messages

// What is told of a corpus, in words.

func corpusText(_ report: CorpusReport) -> String {
  var lines = table(
    [["", "lines", "words", "a line", "longest", "characters", "bytes"]]
      + report.parts.flatMap { part in
        [row("\(part.name) source", part.source), row("\(part.name) target", part.target)]
      })
  for part in report.parts {
    for finding in part.findings { lines += [""] + findingText(finding, in: part) }
  }
  for overlap in report.overlaps where overlap.count > 0 { lines += [""] + overlapText(overlap) }
  if !report.has(.fault) && !report.has(.note) { lines += ["", "no faults, and nothing to note"] }
  return lines.joined(separator: "\n") + "\n"
}

/// The faults alone, or what is no fault but worth a look; empty where there is nothing.
func faultsText(_ report: CorpusReport) -> String { findingsText(report, .fault) }
func notesText(_ report: CorpusReport) -> String { findingsText(report, .note) }

private func findingsText(
  _ report: CorpusReport, _ severity: CorpusProblem.Severity
) -> String {
  report.parts.flatMap { part in
    part.findings.filter { $0.problem.severity == severity }.flatMap { findingText($0, in: part) }
  }.joined(separator: "\n")
}

private func row(_ name: String, _ side: SideSummary) -> [String] {
  let longest = side.longestInWords.map { "\($0.length) (line \($0.line))" } ?? "-"
  return [
    name, "\(side.lines)", "\(side.words)", fixed(side.meanWords, 1), longest,
    "\(side.characters)", "\(side.bytes)",
  ]
}

private func findingText(_ finding: CorpusFinding, in part: PartReport) -> [String] {
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

private func overlapText(_ overlap: CorpusOverlap) -> [String] {
  let lines = overlap.count == 1 ? "1 line" : "\(overlap.count) lines"
  let head =
    "note: \(lines) of \(overlap.part) whose \(overlap.kind.rawValue) stands in "
    + "\(overlap.earlierPart) too"
  return [head]
    + overlap.places.map {
      "  line \($0.line) of \(overlap.part), line \($0.earlierLine) of \(overlap.earlierPart)"
    }
}

func cleaningText(_ summary: CleaningSummary) -> String {
  let reasons = CorpusProblem.allCases.compactMap { problem in
    summary.drops[problem].map { ["  " + problem.inWords, "\($0)"] }
  }
  let head = "\(summary.kept) pairs kept, \(summary.dropped) left out"
  return ([head] + table(reasons)).joined(separator: "\n")
}

func splitText(_ summary: SplitSummary) -> String {
  summary.parts.map { part in
    let short = part.lines == part.wanted ? "" : " (\(part.wanted) were asked for)"
    return "\(part.name): \(part.lines) \(part.lines == 1 ? "pair" : "pairs")\(short)"
  }
  .joined(separator: "\n")
}

extension CorpusProblem {
  var inWords: String {
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
