import Evaluation
import Testing

/// What all metrics have in common.
@Suite struct MetricTests {
  private static let reference = (0..<50).map { "line \($0) of the reference, é" }
  private static let hypothesis = (0..<50).map { "line \($0 / 2) of a reference e\u{301}" }

  private static var metrics: [any Metric] {
    get throws {
      let references = [lines(reference)]
      return [
        try BLEU(references: references), try ChrF(references: references),
        try ChrF(references: references, options: .withWords), try TER(references: references),
      ]
    }
  }

  @Test(arguments: [2, 3, 7, 64])
  func `the number of threads changes nothing`(_ threads: Int) throws {
    let hypothesis = lines(Self.hypothesis)
    for metric in try Self.metrics {
      let expected = try metric.statistics(of: hypothesis)
      let found = try metric.statistics(of: hypothesis, threads: threads)
      #expect(found == expected, "\(metric.name)")
      #expect(expected.indices == 0..<50)
    }
  }

  @Test func `a text is its own best translation`() throws {
    for metric in try Self.metrics {
      let value = try metric.score(lines(Self.reference)).value
      #expect(abs(value - (metric is TER ? 0 : 100)) < 1e-9, "\(metric.name)")
    }
  }

  @Test func `composed and decomposed letters differ`() throws {
    let metric = try BLEU(references: [["a b c \u{E9}"]])
    #expect(try metric.score(["a b c e\u{301}"]).matches[0] == 3)
  }

  @Test func `what is not UTF-8 is U+FFFD`() throws {
    let broken = Array("a b ".utf8) + [0xC3] + Array(" d".utf8)
    let metric = try BLEU(references: [[broken]])
    #expect(abs(try metric.score(["a b \u{FFFD} d"]).value - 100) < 1e-9)
    let lowercase = try TER(references: [["A B \u{FFFD} D"]])
    #expect(try lowercase.score([broken]).edits == 0)
  }

  @Test func `nothing has the least score`() throws {
    let empty: [[UInt8]] = []
    #expect(try BLEU(references: [empty]).score(empty).value == 0)
    #expect(try ChrF(references: [empty]).score(empty).value == 0)
    #expect(try TER(references: [empty]).score(empty).value == 0)
    #expect(try TER(references: [[""]]).score(["a"]).value == 100)
  }

  @Test func `strings have the scores of their bytes`() throws {
    for (metric, bytes) in zip(
      try [
        BLEU(references: [Self.reference]), ChrF(references: [Self.reference]),
        ChrF(references: [Self.reference], options: .withWords), TER(references: [Self.reference]),
      ] as [any Metric], try Self.metrics)
    {
      let expected = try bytes.statistics(of: lines(Self.hypothesis))
      #expect(try metric.statistics(of: Self.hypothesis) == expected)
      #expect(try metric.score(Self.hypothesis).value == bytes.score(of: expected.total).value)
      let lineScores = try metric.lineScores(Self.hypothesis, threads: 2).map(\.value)
      #expect(try lineScores == bytes.lineScores(lines(Self.hypothesis)).map(\.value))
    }
  }

  @Test(arguments: [0, 1, 51])
  func `a hypothesis of another number of lines is an error`(_ count: Int) throws {
    let hypothesis = Array(repeating: "a line", count: count)
    let error = EvaluationError.hypothesisLength(lines: count, expected: 50)
    for metric in try Self.metrics {
      #expect(throws: error) { try metric.score(hypothesis) }
      #expect(throws: error) { try metric.lineScores(lines(hypothesis), threads: 3) }
      #expect(throws: error) { try metric.statistics(of: hypothesis) }
    }
    #expect("\(error)" == "the hypothesis has \(count) lines, and the reference 50")
  }

  @Test func `references of different numbers of lines are an error, and so are none`() throws {
    let error = EvaluationError.referenceLength(reference: 3, lines: 1, expected: 2)
    #expect(throws: error) { try BLEU(references: [["a", "b"], ["c", "d"], ["e"]]) }
    #expect("\(error)" == "reference 3 has 1 lines, and reference 1 2")
    #expect(throws: EvaluationError.noReferences) { try ChrF(references: [[String]]()) }
    #expect(throws: EvaluationError.noReferences) { try TER(references: [[[UInt8]]]()) }
    #expect("\(EvaluationError.noReferences)" == "there is no reference to compare with")
  }

  @Test func `options, score and signature can be read`() throws {
    var options = BLEU.Options()
    options.tokenizer = .international
    let metric = try BLEU(references: [["a b c d e"]], options: options)
    #expect(metric.options == options)
    let fields = metric.signature.resampled(10, seed: 3).fields
    let names = ["nrefs", "bs", "seed", "case", "eff", "tok", "smooth", "version"]
    #expect(fields.map(\.name) == names)
    #expect(fields.map(\.value).prefix(6) == ["1", "10", "3", "mixed", "no", "intl"])
    let score = try metric.score(["a b c d"])
    #expect(score.precisions.allSatisfy { abs($0 - 100) < 1e-9 })
    #expect(score.lengthRatio == 0.8)
  }
}

private func lines(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
