import Threading

/// A measure of translations against the references that it was made with: `BLEU`, `ChrF`, `TER`.
///
/// Its figures are sacreBLEU's (Post, "A Call for Clarity in Reporting BLEU Scores", 2018; version
/// 2.6). Making a metric prepares the references, once for any number of hypotheses.
///
/// A line is a `String`, or UTF-8 without its line feed, in which what is not UTF-8 counts as U+FFFD.
/// Nothing is normalized: composed and decomposed letters differ.
///
/// ```swift
/// let chrf = try ChrF(references: [["The cat sat on the mat."], ["A cat was on the mat."]])
/// let score = try chrf.score(["The cat is on the mat."])
/// print("\(chrf.name)|\(chrf.signature) = \(score.value)")
/// ```
public protocol Metric: Sendable {
  associatedtype Options: MetricOptions
  associatedtype Score: MetricScore

  /// Prepares the references: one or more, each with as many lines as the others.
  ///
  /// Throws an `EvaluationError`, or a `CaseMapperError` where the options ask for lowercase.
  init(references: [[[UInt8]]], options: Options) throws

  /// What the metric was made with.
  var options: Options { get }
  /// As sacreBLEU has it: `BLEU`, `chrF2++`.
  var name: String { get }
  /// The options in sacreBLEU's form, to be reported with a score.
  var signature: Signature { get }
  /// How many lines each reference has, and a hypothesis must have.
  var lineCount: Int { get }

  /// What is counted in some lines of a hypothesis. The slice's indices are the numbers of the lines,
  /// less than `lineCount`.
  func statistics(of lines: ArraySlice<[UInt8]>) -> LineStatistics
  /// The score of a line's counts, or of the sums of those of several.
  func score(of counts: [Double]) -> Score
}

/// The parameters of a metric.
///
/// ```swift
/// let chrf = try ChrF(references: [["one line"]], options: .withWords)
/// print(chrf.options.wordOrder, chrf.options == ChrF.Options())  // 2 false
/// ```
public protocol MetricOptions: Equatable, Sendable {
  /// sacreBLEU's defaults.
  init()
}

/// A score with what it was computed from.
///
/// ```swift
/// let scores: [any MetricScore] = [
///   try BLEU(references: [["a b c d"]]).score(["a b c d"]),
///   try TER(references: [["a b c d"]]).score(["a b c d"]),
/// ]
/// print(scores.map(\.value))  // [100.0, 0.0], but for rounding
/// ```
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
      throw .unequalCounts(
        TextLength("the hypothesis", lines: lines.count),
        reference: TextLength("the reference", lines: lineCount))
    }
    let parts = Guarded([LineStatistics?](repeating: nil, count: threads))
    withThreads(threads) { thread in
      func start(_ part: Int) -> Int { lines.count * part / threads }
      let part = statistics(of: lines[start(thread)..<start(thread + 1)])
      parts.withLock { $0[thread] = part }
    }
    return LineStatistics(joining: parts.withLock { $0.compactMap { $0 } })
  }

  /// The same of text in strings.
  public func statistics(
    of lines: [String], threads: Int = 1
  ) throws(EvaluationError) -> LineStatistics {
    try statistics(of: lines.map { Array($0.utf8) }, threads: threads)
  }
}

/// For each line its references, prepared by `make`.
func prepare<Prepared>(
  _ references: [[[UInt8]]], by make: ([UInt8]) -> Prepared
) throws(EvaluationError) -> [[Prepared]] {
  guard let first = references.first else { throw .noReferences }
  for (index, other) in references.enumerated() where other.count != first.count {
    throw .unequalCounts(
      TextLength("reference \(index + 1)", lines: other.count),
      reference: TextLength("reference 1", lines: first.count))
  }
  return first.indices.map { line in references.map { make($0[line]) } }
}

/// What a metric counted in each line of a hypothesis: a row of numbers, from whose sums a corpus'
/// score is computed.
///
/// ```swift
/// let bleu = try BLEU(references: [["one line", "another line"]])
/// let statistics = try bleu.statistics(of: ["one line", "some other line"])
/// print(bleu.score(of: statistics.total) == (try bleu.score(["one line", "some other line"])))
/// ```
public struct LineStatistics: Equatable, Sendable {
  /// How many numbers a line has.
  public let width: Int
  private var counts: [Double] = []  // [line, width]

  init(width: Int) { self.width = width }

  /// Joins parts of the same width.
  init(joining parts: [LineStatistics]) {
    width = parts.first?.width ?? 0
    counts = parts.flatMap(\.counts)
  }

  /// The numbers of the lines, from 0.
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
/// ```swift
/// do {
///   _ = try TER(references: [["one line"]]).score(["one line", "another"])
/// } catch let error as EvaluationError {
///   print(error)  // the hypothesis has 2 lines, and the reference 1
/// }
/// ```
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The list of references is empty.
  case noReferences
  /// A text has more or fewer lines than the reference.
  case unequalCounts(TextLength, reference: TextLength)

  /// The sentence.
  public var description: String {
    switch self {
    case .noReferences: "there is no reference to compare with"
    case .unequalCounts(let text, let reference):
      "\(text.name) has \(text.lines) lines, and \(reference.name) \(reference.lines)"
    }
  }
}

/// How many lines a text has.
///
/// ```swift
/// let error = EvaluationError.unequalCounts(
///   TextLength("`new.fr`", lines: 2), reference: TextLength("`test.fr`", lines: 1))
/// ```
public struct TextLength: Equatable, Sendable {
  /// What a message calls the text.
  public let name: String
  /// The number of its lines.
  public let lines: Int

  /// For a message about a text of this name.
  public init(_ name: String, lines: Int) {
    self.name = name
    self.lines = lines
  }
}
