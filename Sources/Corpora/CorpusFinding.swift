/// One kind of problem in one file: how often, and where first.
public struct CorpusFinding: Equatable, Sendable, Encodable {
  public var problem: CorpusProblem
  public var path: String
  /// How many lines have it.
  public var count: Int
  /// The first of them, in the order of the lines.
  public var places: [CorpusPlace]
}

public struct CorpusPlace: Equatable, Sendable, Encodable {
  public var line: Int
  public var fact: CorpusFact

  private enum Key: CodingKey { case line }

  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(line, forKey: .line)
    try fact.encode(to: encoder)
  }
}

/// Counts everything and keeps the first places: memory does not grow with the problems.
struct FindingTally {
  private struct Key: Hashable {
    var problem: CorpusProblem
    var side: CorpusSide
  }
  private let files: CorpusFiles
  private let placesKept: Int
  private var findings: [Key: CorpusFinding] = [:]

  init(files: CorpusFiles, placesKept: Int) {
    self.files = files
    self.placesKept = placesKept
  }

  /// Lines may come in any order. What lies in both sides together is told of the source.
  mutating func add(_ found: PairProblem, line: Int) {
    let key = Key(problem: found.problem, side: found.side ?? .source)
    let none = CorpusFinding(
      problem: found.problem, path: files.path(of: key.side), count: 0, places: [])
    findings[key, default: none].count += 1
    findings[key, default: none].places.insert(
      CorpusPlace(line: line, fact: found.fact), limit: placesKept)
  }

  /// In the order of the problems, the source's before the target's.
  var all: [CorpusFinding] {
    CorpusProblem.allCases.flatMap { problem in
      CorpusSide.allCases.compactMap { findings[Key(problem: problem, side: $0)] }
    }
  }
}

extension [CorpusPlace] {
  fileprivate mutating func insert(_ place: CorpusPlace, limit: Int) {
    let index = lastIndex { $0.line <= place.line }.map { $0 + 1 } ?? 0
    guard index < limit else { return }
    insert(place, at: index)
    if count > limit { removeLast() }
  }
}
