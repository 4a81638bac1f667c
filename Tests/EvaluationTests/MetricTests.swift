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
      let expected = metric.statistics(of: hypothesis)
      #expect(metric.statistics(of: hypothesis, threads: threads) == expected, "\(metric.name)")
      #expect(expected.indices == 0..<50)
    }
  }

  @Test func `a text is its own best translation`() throws {
    for metric in try Self.metrics {
      let value = metric.score(lines(Self.reference)).value
      #expect(abs(value - (metric is TER ? 0 : 100)) < 1e-9, "\(metric.name)")
    }
  }

  @Test func `composed and decomposed letters differ`() throws {
    let metric = try BLEU(references: [lines(["a b c \u{E9}"])])
    #expect(metric.score(lines(["a b c e\u{301}"])).matches[0] == 3)
  }

  @Test func `what is not UTF-8 is U+FFFD`() throws {
    let broken = Array("a b ".utf8) + [0xC3] + Array(" d".utf8)
    let metric = try BLEU(references: [[broken]])
    #expect(abs(metric.score(lines(["a b \u{FFFD} d"])).value - 100) < 1e-9)
    let lowercase = try TER(references: [lines(["A B \u{FFFD} D"])])
    #expect(lowercase.score([broken]).edits == 0)
  }

  @Test func `nothing has the least score`() throws {
    let empty: [[UInt8]] = []
    #expect(try BLEU(references: [empty]).score(empty).value == 0)
    #expect(try ChrF(references: [empty]).score(empty).value == 0)
    #expect(try TER(references: [empty]).score(empty).value == 0)
    #expect(try TER(references: [lines([""])]).score(lines(["a"])).value == 100)
  }
}

private func lines(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
