import Corpora
import Files
import Messages

// Reports on a corpus, in words.

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

private func row(_ name: String, _ side: SideSummary) -> [String] {
  let longest = side.longestInWords.map { "\($0.length) (line \($0.line))" } ?? "-"
  return [
    name, "\(side.lines)", "\(side.words)", fixed(side.meanWords, 1), longest,
    "\(side.characters)", "\(side.bytes)",
  ]
}

func overlapText(_ overlap: CorpusOverlap) -> [String] {
  let lines = overlap.count == 1 ? "1 line" : "\(overlap.count) lines"
  let head =
    "note: \(lines) of \(overlap.part) whose \(overlap.kind.rawValue) is in "
    + "\(overlap.earlierPart) too"
  return [head]
    + overlap.places.map {
      "  line \($0.line) of \(overlap.part), line \($0.earlierLine) of \(overlap.earlierPart)"
    }
}

func cleaningText(_ summary: CleaningSummary) -> String {
  let repaired = counts(summary.repairs)
  let lines =
    ["\(summary.kept) pairs kept, \(summary.dropped) left out"] + counts(summary.drops)
    + (repaired.isEmpty ? [] : ["fixed in the pairs kept, in lines:"] + repaired)
  return lines.joined(separator: "\n")
}

private func counts(_ counts: [CorpusProblem: Int]) -> [String] {
  table(
    CorpusProblem.allCases.compactMap { problem in
      counts[problem].map { ["  " + problem.inWords, "\($0)"] }
    })
}

func splitText(_ summary: SplitSummary) -> String {
  summary.parts.map { part in
    let short = part.lines == part.wanted ? "" : " (of \(part.wanted) requested)"
    return "\(part.name): \(part.lines) \(part.lines == 1 ? "pair" : "pairs")\(short)"
  }
  .joined(separator: "\n")
}
