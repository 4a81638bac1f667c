import CommandLineInterface
import Evaluation
import TextProcessing

/// The files that `translate score` compares, read whole: all have the same number of lines, at least
/// one.
struct ScoredTexts {
  struct Text {
    var path: String
    var lines: [[UInt8]] = []
  }

  let hypothesis: Text
  let references: [Text]
  let baseline: Text?

  init(hypothesis: String, references: [String], baseline: String?) throws {
    if references.isEmpty {
      throw Diagnostic(
        .usage, "`--reference FILE` is missing",
        advice: "Such as: translate score --reference test.fr translated.fr")
    }
    let paths = references + [hypothesis, baseline].compactMap { $0 }
    if paths.count(where: { $0 == "-" }) > 1 {
      throw Diagnostic(
        .usage, "standard input cannot be two texts at once", advice: "Name the other's file.")
    }
    self.references = try references.map(Self.read)
    self.hypothesis = try Self.read(hypothesis)
    self.baseline = try baseline.map(Self.read)
    let first = self.references[0]
    for text in self.references + [self.hypothesis] + [self.baseline].compactMap({ $0 })
    where text.lines.count != first.lines.count {
      throw ScoringError.unequalCounts(
        FileLength(path: text.path, lines: text.lines.count),
        reference: FileLength(path: first.path, lines: first.lines.count))
    }
  }

  private static func read(_ path: String) throws -> Text {
    let reader = try LineReader(path: path)
    var text = Text(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        text.lines.append(Array(block.bytes[line.text]))
      }
    }
    if text.lines.isEmpty { throw ScoringError.empty(path: path) }
    return text
  }
}

/// Why texts cannot be compared.
enum ScoringError: Error, Equatable {
  case empty(path: String)
  case unequalCounts(FileLength, reference: FileLength)
}

// What is told of scores, in words and as JSON.

/// What one metric found.
struct MetricReport {
  var key: String  // as options and JSON have it
  var name: String
  var signature: Signature
  var score: any MetricScore
  var lineScores: [Double] = []
  var estimate: ScoreEstimate?
  var comparison: PairedComparison?
}

/// As sacreBLEU has it, a line a metric; or a table each where there is a baseline.
func scoresText(_ reports: [MetricReport], of texts: ScoredTexts? = nil) -> String {
  let paths = (texts?.baseline?.path ?? "", texts?.hypothesis.path ?? "")
  return reports.map { report in
    report.comparison.map { comparisonText(report, $0, of: paths) } ?? scoreText(report)
  }.joined(separator: texts?.baseline == nil ? "" : "\n")
}

private func scoreText(_ report: MetricReport) -> String {
  var parts = ["\(report.name)|\(report.signature) = \(fixed(report.score.value, 2))"]
  if let estimate = report.estimate {
    parts.append("(μ = \(fixed(estimate.mean, 2)) ± \(fixed(estimate.confidence, 2)))")
  }
  if let score = report.score as? BLEUScore { parts.append(detail(score)) }
  return parts.joined(separator: " ") + "\n"
}

private func detail(_ score: BLEUScore) -> String {
  let precisions = score.precisions.map { fixed($0, 1) }.joined(separator: "/")
  return "\(precisions) (BP = \(fixed(score.brevityPenalty, 3)) "
    + "ratio = \(fixed(score.lengthRatio, 3)) hyp_len = \(score.hypothesisLength) "
    + "ref_len = \(score.referenceLength))"
}

private func comparisonText(
  _ report: MetricReport, _ comparison: PairedComparison, of texts: (baseline: String, new: String)
) -> String {
  func row(_ path: String, _ estimate: ScoreEstimate, p: String) -> [String] {
    [
      shown(path), fixed(estimate.score, 2), fixed(estimate.mean, 2),
      "± \(fixed(estimate.confidence, 2))", p,
    ]
  }
  let lines = table([
    ["", "score", "mean", "95 %", "p"], row(texts.baseline, comparison.baseline, p: ""),
    row(texts.new, comparison.hypothesis, p: fixed(comparison.pValue, 4)),
  ])
  return (["\(report.name)|\(report.signature)"] + lines).joined(separator: "\n") + "\n"
}

/// A line's scores, with tabs between.
func lineScoresText(_ reports: [MetricReport]) -> String {
  lines(of: reports).map { line in
    reports.map { fixed($0.lineScores[line], 2) }.joined(separator: "\t") + "\n"
  }.joined()
}

private func lines(of reports: [MetricReport]) -> Range<Int> {
  0..<(reports.first?.lineScores.count ?? 0)
}

// MARK: JSON

struct ScoreFacts: Encodable {
  struct Estimate: Encodable {
    var score: Double
    var mean: Double
    var confidence: Double
  }

  var score: Double
  var signature: String
  var mean: Double?
  var confidence: Double?
  var baseline: Estimate?
  var pValue: Double?

  init(_ report: MetricReport, score: Double) {
    self.score = score
    signature = report.signature.description
    mean = report.estimate?.mean
    confidence = report.estimate?.confidence
    baseline = (report.comparison?.baseline).map {
      Estimate(score: $0.score, mean: $0.mean, confidence: $0.confidence)
    }
    pValue = report.comparison?.pValue
  }
}

func scoresJSON(_ reports: [MetricReport]) throws -> String {
  try scoresJSON(reports) { $0.score.value }
}

/// An object a line.
func lineScoresJSON(_ reports: [MetricReport]) throws -> String {
  try lines(of: reports).map { line in try scoresJSON(reports) { $0.lineScores[line] } }.joined()
}

private func scoresJSON(_ reports: [MetricReport], _ score: (MetricReport) -> Double) throws
  -> String
{
  try jsonText(
    Dictionary(
      uniqueKeysWithValues: reports.map { ($0.key, ScoreFacts($0, score: score($0))) }))
}
