import Files
import TestSupport
import Testing

@testable import Corpora

/// Sides that do not belong together as they are.
@Suite struct AlignmentTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func findings(
    _ source: [String], _ target: [String], _ problem: CorpusProblem,
    _ check: CorpusCheck = CorpusCheck(placesKept: 20)
  ) throws -> [CorpusFinding.Place] {
    func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
    let files = try folder.sides(text(source), text(target))
    let report = try check.check([CorpusPart(name: "train", files: files)]).parts[0]
    return report.findings.first { $0.problem == problem }?.places ?? []
  }

  @Test func `nothing is said of a sound corpus`() throws {
    let check = CorpusCheck(sourceLocale: "en", targetLocale: "fr")
    for problem in CorpusProblem.allCases {
      #expect(try findings(SmallCorpus.source, SmallCorpus.target, problem, check) == [])
    }
  }

  // MARK: Swaps

  @Test(arguments: [[0], [4, 20], [10, 12, 30]])
  func `swapped pairs are known by the words of the others`(swapped: [Int]) throws {
    var (source, target) = (SmallCorpus.source, SmallCorpus.target)
    for line in swapped { (source[line], target[line]) = (target[line], source[line]) }
    #expect(try findings(source, target, .swapped).map(\.line) == swapped.map { $0 + 1 })
  }

  @Test func `two texts in one language are not told apart`() throws {
    let half = SmallCorpus.pairs.count / 2
    let (first, second) = (SmallCorpus.source[..<half], SmallCorpus.source[half...])
    #expect(try findings(Array(first), Array(second), .swapped) == [])
  }

  @Test func `scripts tell even where every pair is swapped`() throws {
    let (russian, english) = (["Кошка спит.", "Где вокзал?"], ["The cat sleeps.", "Where?"])
    let check = CorpusCheck(sourceLocale: "en", targetLocale: "ru")
    #expect(try findings(russian, english, .swapped, check).map(\.line) == [1, 2])
    #expect(try findings(english, russian, .swapped, check) == [])
    #expect(try findings(["Γάτα"], english, .swapped, check) == [], "a third script is no swap")
  }

  @Test func `words are runs of letters, or characters of scripts without spaces`() throws {
    var words = LineWords()
    func count(_ text: String) throws -> Int {
      words.read(try LinePair(text, "").source)
      return words.hashes.count
    }
    #expect(try count("L’été, «\u{A0}l'Œuvre\u{A0}» n°3…") == 6)
    #expect(try count("我爱你。") == 4)
    #expect(try count("") == 0)
    #expect(try count(" - ") == 0)
  }

  // MARK: Shifts

  struct Shift {
    var lost: CorpusSide
    var at: Int
    var count: Int
    var expected: Int
  }

  @Test(arguments: [
    Shift(lost: .target, at: 200, count: 1, expected: -1),
    Shift(lost: .source, at: 200, count: 1, expected: 1),
    Shift(lost: .target, at: 50, count: 3, expected: -3),
    Shift(lost: .source, at: 400, count: 2, expected: 2),
  ])
  func `a lost line is found though the end is even`(shift: Shift) throws {
    var (source, target) = try Self.corpus()
    let rest = shift.at + shift.count
    if shift.lost == .source {
      source = Array(source[..<shift.at] + source[rest...] + source[..<shift.count])
    } else {
      target = Array(target[..<shift.at] + target[rest...] + target[..<shift.count])
    }
    let places = try findings(source, target, .shifted)
    #expect(places.count == 1)
    let place = try #require(places.first)
    #expect(abs(place.line - shift.at - 1) < 5, "line \(place.line)")
    #expect(place.detail == .shift(lines: 500 - place.line + 1, by: shift.expected))
  }

  @Test func `a shift ends where the sides are in step again`() throws {
    var (source, target) = try Self.corpus()
    target.remove(at: 100)
    source.remove(at: 300)
    let places = try findings(source, target, .shifted)
    #expect(places.count == 1)
    let place = try #require(places.first)
    guard case .shift(let lines, by: -1) = place.detail else {
      Issue.record("\(place.detail)")
      return
    }
    #expect(abs(place.line - 101) < 5 && abs(place.line + lines - 301) < 5, "\(place)")
  }

  @Test func `no shift is seen in order, out of order, or in another text`() throws {
    let (source, target) = try Self.corpus()
    #expect(try findings(source, target, .shifted) == [])
    let order = source.indices.sorted { source[$0] < source[$1] }
    #expect(try findings(order.map { source[$0] }, order.map { target[$0] }, .shifted) == [])
    #expect(try findings(source.reversed(), target, .shifted) == [])
  }

  /// 500 pairs of the project's own corpus.
  private static func corpus() throws -> (source: [String], target: [String]) {
    func lines(_ name: String) throws -> [String] {
      try Fixture.lines("../../corpora/en-fr/\(name)").map(\.text)
    }
    return (try lines("valid.en"), try lines("valid.fr"))
  }
}
