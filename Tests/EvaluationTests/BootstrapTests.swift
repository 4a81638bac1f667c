import Evaluation
import Foundation
import TestSupport
import Testing

/// What sacreBLEU's paired test found with draws of our generator.
struct BootstrapFixture: Decodable {
  struct Case: Decodable, CustomTestStringConvertible {
    struct Estimate: Decodable { var score, mean, confidence: Double }

    var name: String
    var metric: String
    var samples: Int
    var hypothesis: [String]
    var signature: String
    var score, mean, confidence, p: Double
    var baseline: Estimate

    var testDescription: String { "\(metric), \(name)" }
    var estimate: Estimate { Estimate(score: score, mean: mean, confidence: confidence) }
  }

  var seed: UInt64
  var references: [[String]]
  var baseline: [String]
  var cases: [Case]

  static var file: BootstrapFixture {
    get throws {
      let data = try Data(contentsOf: Fixture.url("sacrebleu_bootstrap.json"))
      return try JSONDecoder().decode(BootstrapFixture.self, from: data)
    }
  }
}

@Suite struct BootstrapTests {
  private static let file = Result { try BootstrapFixture.file }

  @Test(arguments: try file.get().cases)
  func `the paired test is sacreBLEU's`(_ expected: BootstrapFixture.Case) throws {
    let references = try Self.file.get().references
    switch expected.metric {
    case "bleu": try check(BLEU(references: references), expected)
    case "chrf": try check(ChrF(references: references, options: .withWords), expected)
    default: try check(TER(references: references), expected)
    }
  }

  private func check(_ metric: some Metric, _ expected: BootstrapFixture.Case) throws {
    let file = try Self.file.get()
    let bootstrap = Bootstrap(samples: expected.samples, seed: file.seed)
    let found = bootstrap.compare(
      try metric.statistics(of: expected.hypothesis),
      with: try metric.statistics(of: file.baseline), by: metric)
    expect(found.hypothesis, expected.estimate)
    expect(found.baseline, expected.baseline)
    #expect(found.pValue == expected.p)
    let signature = metric.signature.resampled(expected.samples, seed: file.seed).description
    #expect(signature == expected.signature.replacing(/2\.6\.\d$/, with: Signature.version))
  }

  private func expect(_ found: ScoreEstimate, _ expected: BootstrapFixture.Case.Estimate) {
    #expect(abs(found.score - expected.score) < 1e-9)
    #expect(abs(found.mean - expected.mean) < 1e-9)
    #expect(abs(found.confidence - expected.confidence) < 1e-9)
  }

  @Test func `one sample has no width`() throws {
    let metric = try BLEU(references: [["a b c d"]])
    let statistics = try metric.statistics(of: ["a b c d"])
    let estimate = Bootstrap(samples: 1, seed: 0).estimate(statistics, by: metric)
    #expect(abs(estimate.mean - 100) < 1e-9)
    #expect(estimate.confidence == 0)
  }
}
