import TextProcessing
import Threading

/// A measure of translations against the references that it was made with: `BLEU`, `ChrF`, `TER`.
///
/// Its figures are sacreBLEU's (Post, "A Call for Clarity in Reporting BLEU Scores", 2018; version
/// 2.6). Making a metric prepares the references, once for any number of hypotheses.
///
/// A line is a `String`, or UTF-8 without its line feed, in which what is not UTF-8 counts as U+FFFD.
/// Nothing is normalized: composed and decomposed letters differ.
///
///     let chrf = try ChrF(references: [["The cat sat on the mat."], ["A cat was on the mat."]])
///     let score = try chrf.score(["The cat is on the mat."])
///     print("\(chrf.name)|\(chrf.signature) = \(score.value)")
public protocol Metric: Sendable {
  associatedtype Options: MetricOptions
  associatedtype Score: MetricScore

  /// Prepares the references: one or more, each with as many lines as the others. Throws an
  /// `EvaluationError`, or a `CaseMapperError` where the options ask for lowercase.
  init(references: [[[UInt8]]], options: Options) throws

  /// What the metric was made with.
  var options: Options { get }
  /// As sacreBLEU has it: `BLEU`, `chrF2++`.
  var name: String { get }
  /// The options in sacreBLEU's form, to be reported with a score.
  var signature: Signature { get }
  /// How many lines each reference has, and a hypothesis must have.
  var lineCount: Int { get }

  /// What is counted in some lines of a hypothesis. The slice's indices are those of the lines, less
  /// than `lineCount`.
  func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics
  /// The score of a line's counts, or of the sums of those of several.
  func score(of counts: [Double]) -> Score
}

/// The parameters of a metric.
///
///     let chrf = try ChrF(references: [["one line"]], options: .withWords)
///     print(chrf.options.wordOrder, chrf.options == ChrF.Options())  // 2 false
public protocol MetricOptions: Equatable, Sendable {
  /// sacreBLEU's defaults.
  init()
}

/// A score with what it was computed from.
///
///     let score: any MetricScore = try TER(references: [["a b c d"]]).score(["a b c d"])
///     print(score.value)  // 0.0
public protocol MetricScore: Sendable {
  /// From 0 to 100, and for TER beyond.
  var value: Double { get }
}

extension Metric {
  /// The same of text in strings.
  public init(references: [[String]], options: Options = Options()) throws {
    try self.init(references: references.map { $0.map { Array($0.utf8) } }, options: options)
  }

  /// The score of a whole hypothesis, a line for each of the references'.
  public func score(_ lines: [[UInt8]], threads: Int = 1) throws(EvaluationError) -> Score {
    score(of: try statistics(of: lines, threads: threads).total)
  }

  /// The same of text in strings.
  public func score(_ lines: [String], threads: Int = 1) throws(EvaluationError) -> Score {
    try score(lines.map { Array($0.utf8) }, threads: threads)
  }

  /// The score of each line by itself. For BLEU, ask for the effective order.
  public func lineScores(_ lines: [[UInt8]], threads: Int = 1) throws(EvaluationError) -> [Score] {
    let statistics = try statistics(of: lines, threads: threads)
    return statistics.indices.map { score(of: Array(statistics[$0])) }
  }

  /// The same of text in strings.
  public func lineScores(_ lines: [String], threads: Int = 1) throws(EvaluationError) -> [Score] {
    try lineScores(lines.map { Array($0.utf8) }, threads: threads)
  }

  /// The counts of a whole hypothesis, the same for any number of threads.
  public func statistics(
    of lines: [[UInt8]], threads: Int = 1
  ) throws(EvaluationError) -> LineStatistics {
    guard lines.count == lineCount else {
      throw .hypothesisLength(lines: lines.count, expected: lineCount)
    }
    let parts = WorkerPool(threads: threads).map(threads) { part, _ in
      func start(_ part: Int) -> Int { lines.count * part / threads }
      return statistics(of: lines[start(part)..<start(part + 1)])
    }
    return LineStatistics(joining: parts)
  }

  /// The same of text in strings.
  public func statistics(
    of lines: [String], threads: Int = 1
  ) throws(EvaluationError) -> LineStatistics {
    try statistics(of: lines.map { Array($0.utf8) }, threads: threads)
  }
}

/// What the metrics have in common: the references, prepared line by line.
struct References<Line: Sendable>: Sendable {
  let lines: [[Line]]  // [line, reference]
  let words: WordIDs
  private let mapper: CaseMapper?

  /// `prepare` gets the code points of each line, and adds its words to the ids.
  init(
    _ references: [[[UInt8]]], lowercases: Bool,
    by prepare: ([Unicode.Scalar], inout WordIDs) -> Line
  ) throws {
    guard let first = references.first else { throw EvaluationError.noReferences }
    for (index, other) in references.enumerated() where other.count != first.count {
      throw EvaluationError.referenceLength(
        reference: index + 1, lines: other.count, expected: first.count)
    }
    let mapper = lowercases ? try CaseMapper() : nil
    var words = WordIDs()
    lines = first.indices.map { line in
      references.map { prepare([Unicode.Scalar]($0[line], lowercasedBy: mapper), &words) }
    }
    self.words = words
    self.mapper = mapper
  }

  /// How many references a line has.
  var count: Int { lines.first?.count ?? 1 }

  /// `count` gets the code points of a line and its references.
  func statistics(
    of lines: ArraySlice<[UInt8]>, width: Int, by count: ([Unicode.Scalar], [Line]) -> [Double]
  ) -> LineStatistics {
    var statistics = LineStatistics(width: width)
    for (index, line) in zip(lines.indices, lines) {
      statistics.append(count([Unicode.Scalar](line, lowercasedBy: mapper), self.lines[index]))
    }
    return statistics
  }
}

/// What a metric counted in each line of a hypothesis: a row of counts, from whose sums a corpus'
/// score is computed.
///
///     let bleu = try BLEU(references: [["one line", "another line"]])
///     let statistics = try bleu.statistics(of: ["one line", "some other line"])
///     print(bleu.score(of: statistics.total) == (try bleu.score(["one line", "some other line"])))
public struct LineStatistics: Equatable, Sendable {
  /// How many counts a line has.
  public let width: Int
  private var counts: [Double] = []  // [line, width]

  init(width: Int) { self.width = width }

  /// Joins parts of the same width.
  init(joining parts: [LineStatistics]) {
    width = parts.first?.width ?? 0
    counts = parts.flatMap(\.counts)
  }

  /// The indices of the lines, from 0.
  public var indices: Range<Int> { 0..<(width == 0 ? 0 : counts.count / width) }

  /// What was counted in a line.
  public subscript(line: Int) -> ArraySlice<Double> { counts[line * width..<(line + 1) * width] }

  /// The sums over all lines.
  public var total: [Double] {
    var total = [Double](repeating: 0, count: width)
    for line in indices { add(line, to: &total) }
    return total
  }

  mutating func append(_ row: [Double]) {
    assert(row.count == width)
    counts += row
  }

  func add(_ line: Int, to total: inout [Double]) {
    for column in 0..<width { total[column] += counts[line * width + column] }
  }
}

/// Why texts cannot be compared. Printed, it is a sentence.
///
///     print(EvaluationError.noReferences)  // there is no reference to compare with
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The list of references is empty.
  case noReferences
  /// The hypothesis has more or fewer lines than the references.
  case hypothesisLength(lines: Int, expected: Int)
  /// A reference, counted from 1, has more or fewer lines than the first.
  case referenceLength(reference: Int, lines: Int, expected: Int)

  /// The sentence.
  public var description: String {
    switch self {
    case .noReferences: "there is no reference to compare with"
    case .hypothesisLength(let lines, let expected):
      "the hypothesis has \(lines) lines, and the reference \(expected)"
    case .referenceLength(let reference, let lines, let expected):
      "reference \(reference) has \(lines) lines, and reference 1 \(expected)"
    }
  }
}
