import Evaluation
import Messages

// Scores as text and as JSON.

/// The scores of one metric.
struct MetricReport {
  var key: String  // as options and JSON have it
  var name: String
  var signature: Signature
  var score: any MetricScore
  var lineScores: [Double] = []
  var estimate: ScoreEstimate?
  var comparison: PairedComparison?
}

/// A line for each metric as sacreBLEU prints it, or a table for each where there is a baseline.
///
/// - Parameter paths: of the baseline, where there is one, and of what is compared with it.
func scoresText(
  _ reports: [MetricReport], of paths: (baseline: String?, new: String)
) -> String {
  guard let baseline = paths.baseline else { return reports.map(scoreText).joined() }
  return reports.map { report in
    report.comparison.map { comparisonText(report, $0, of: (baseline, paths.new)) }
      ?? scoreText(report)
  }.joined(separator: "\n")
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

/// The scores of each line, separated by tabs.
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

/// An object for each line.
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
