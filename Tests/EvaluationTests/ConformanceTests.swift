import Evaluation
import TestSupport
import Testing

/// Every figure of sacreBLEU's, to nine digits after the point.
@Suite struct ConformanceTests {
  static var corpora: [ScoreFixture] {
    get throws {
      try ScoreFixture.all("sacrebleu_scores.json") + ScoreFixture.all("sacrebleu_nasty.json")
    }
  }

  @Test(arguments: try corpora) func `BLEU is sacreBLEU's`(_ corpus: ScoreFixture) throws {
    for expected in corpus.bleu {
      let metric = try BLEU(references: corpus.references, options: expected.options)
      let score = try metric.score(corpus.hypothesis)
      let name = Comment(rawValue: expected.signature)
      #expect(isNear(score.value, expected.score), name)
      #expect(score.matches == expected.counts, name)
      #expect(score.totals == expected.totals, name)
      #expect(zip(score.precisions, expected.precisions).allSatisfy(isNear), name)
      #expect(isNear(score.brevityPenalty, expected.bp), name)
      #expect(score.hypothesisLength == expected.sysLen, name)
      #expect(score.referenceLength == expected.refLen, name)
      #expect(metric.signature.description == ours(expected.signature))
    }
  }

  @Test(arguments: try corpora) func `chrF is sacreBLEU's`(_ corpus: ScoreFixture) throws {
    for expected in corpus.chrf {
      let metric = try ChrF(references: corpus.references, options: expected.options)
      let name = Comment(rawValue: "\(metric.name) \(expected.signature)")
      let score = try metric.score(corpus.hypothesis)
      #expect(isNear(score.value, expected.score), name)
      #expect(metric.signature.description == ours(expected.signature))
    }
  }

  @Test(arguments: try corpora) func `TER is sacreBLEU's`(_ corpus: ScoreFixture) throws {
    for expected in corpus.ter {
      let metric = try TER(references: corpus.references, options: expected.options)
      let score = try metric.score(corpus.hypothesis)
      let name = Comment(rawValue: expected.signature)
      #expect(isNear(score.value, expected.score), name)
      #expect(Double(score.edits) == expected.numEdits, name)
      #expect(isNear(score.referenceLength, expected.refLength), name)
      #expect(metric.signature.description == ours(expected.signature))
    }
  }

  @Test(arguments: try corpora) func `the lines' scores are, too`(_ corpus: ScoreFixture) throws {
    var options = BLEU.Options()
    options.usesEffectiveOrder = true
    let scores = [
      try lineScores(BLEU(references: corpus.references, options: options), corpus),
      try lineScores(ChrF(references: corpus.references), corpus),
      try lineScores(ChrF(references: corpus.references, options: .withWords), corpus),
      try lineScores(TER(references: corpus.references), corpus),
    ]
    for (line, expected) in corpus.sentence.enumerated() {
      let name = Comment(rawValue: "line \(line + 1): \(corpus.hyps[line])")
      #expect(isNear(scores[0][line], expected.bleu), name)
      #expect(isNear(scores[1][line], expected.chrF2), name)
      #expect(isNear(scores[2][line], expected.chrF2PlusPlus), name)
      #expect(isNear(scores[3][line], expected.ter), name)
    }
  }

  private func lineScores(_ metric: some Metric, _ corpus: ScoreFixture) throws -> [Double] {
    try metric.lineScores(corpus.hypothesis).map(\.value)
  }
}

/// sacreBLEU's signature with our version.
private func ours(_ signature: String) -> String {
  signature.prefix { $0 != "v" } + "version:\(Signature.version)"
}

private func isNear(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < 1e-9 }
