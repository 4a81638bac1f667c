import Threading

/// A measure of translations against the references that it was made with: `BLEU`, `ChrF`, `TER`.
///
/// Its figures are sacreBLEU's (Post, "A Call for Clarity in Reporting BLEU Scores", 2018; version
/// 2.6). Making a metric prepares the references, once for any number of hypotheses. Lines are UTF-8
/// without their line feed; what is not UTF-8 counts as U+FFFD.
public protocol Metric: Sendable {
  associatedtype Score: MetricScore

  /// As sacreBLEU has it: `BLEU`, `chrF2++`.
  var name: String { get }
  var signature: Signature { get }
  /// How many lines each reference has, and a hypothesis must have.
  var lineCount: Int { get }

  /// What is counted in some lines of a hypothesis, whose numbers are the slice's indices.
  func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics
  /// The score of a line's counts, or of the sums of those of several.
  func score(of counts: [Double]) -> Score
}

public protocol MetricScore: Sendable {
  /// From 0 to 100, and for TER beyond.
  var value: Double { get }
}

extension Metric {
  /// The score of a whole hypothesis; its lines are those of the references.
  public func score(_ lines: [[UInt8]], threads: Int = 1) -> Score {
    score(of: statistics(of: lines, threads: threads).total)
  }

  /// The score of each line by itself. For BLEU, ask for the effective order.
  public func lineScores(_ lines: [[UInt8]], threads: Int = 1) -> [Score] {
    let statistics = statistics(of: lines, threads: threads)
    return statistics.indices.map { score(of: Array(statistics[$0])) }
  }

  /// The counts of a whole hypothesis, the same for any number of threads.
  public func statistics(of lines: [[UInt8]], threads: Int = 1) -> LineStatistics {
    precondition(lines.count == lineCount, "a hypothesis has as many lines as its references")
    let parts = Guarded([LineStatistics?](repeating: nil, count: threads))
    withThreads(threads) { thread in
      func start(_ part: Int) -> Int { lines.count * part / threads }
      let part = statistics(of: lines[start(thread)..<start(thread + 1)])
      parts.withLock { $0[thread] = part }
    }
    return LineStatistics(joining: parts.withLock { $0.compactMap { $0 } })
  }
}

/// For each line, its references made ready.
func prepare<Ready>(_ references: [[[UInt8]]], by make: ([UInt8]) -> Ready) -> [[Ready]] {
  guard let first = references.first else { preconditionFailure("there is no reference") }
  precondition(
    references.allSatisfy { $0.count == first.count }, "all references have as many lines")
  return first.indices.map { line in references.map { make($0[line]) } }
}
