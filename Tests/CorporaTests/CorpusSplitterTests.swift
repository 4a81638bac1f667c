import Files
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusSplitterTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func split(
    _ files: CorpusFiles, valid: SplitShare.Size, test: SplitShare.Size, seed: UInt64 = 1
  ) throws -> SplitSummary {
    let part = { CorpusPart(name: $0, files: folder.sides($0)) }
    return try CorpusSplitter(seed: seed).split(
      files, rest: part("train"),
      shares: [
        SplitShare(part: part("valid"), size: valid), SplitShare(part: part("test"), size: test),
      ])
  }

  /// The line numbers in each part, told from sources that end in theirs.
  private func numbers(_ name: String) throws -> [Int] {
    try folder.text("\(name).en").split(separator: "\n").map {
      try #require(Int($0.split(separator: " ").last ?? ""))
    }
  }

  private func numbered(_ count: Int) throws -> CorpusFiles {
    let source = (1...count).map { "source \($0)\n" }.joined()
    return try folder.sides(source, (1...count).map { "target \($0)\n" }.joined())
  }

  @Test func `every pair is in one part, and each part in the corpus' order`() throws {
    let summary = try split(try numbered(1000), valid: .lines(100), test: .fraction(0.05))
    let parts = try ["train", "valid", "test"].map(numbers)
    #expect(parts.map(\.count) == [850, 100, 50])
    #expect(summary.parts.map(\.lines) == [850, 100, 50])
    #expect(summary.parts.map(\.wanted) == [850, 100, 50])
    #expect(parts.allSatisfy { $0 == $0.sorted() })
    #expect(parts.joined().sorted() == Array(1...1000))
    let targets = try folder.text("valid.fr").split(separator: "\n").map { $0.dropFirst(7) }
    #expect(targets.map { Int($0) } == parts[1])
  }

  @Test func `a seed gives the same split, another seed another`() throws {
    let files = try numbered(40)
    func valid(_ seed: UInt64) throws -> [Int] {
      _ = try split(files, valid: .lines(4), test: .lines(0), seed: seed)
      return try numbers("valid")
    }
    #expect(try valid(1) == [17, 23, 30, 37], "as a program in another language draws them")
    #expect(try valid(1) == valid(1))
    #expect(try valid(1) != valid(2))
  }

  @Test func `pairs that are linked stay together`() throws {
    // 1-2 by source, 2-3 by target, 5-6 by a source with white space; empty sides join nobody.
    let files = try folder.sides(
      lines("a", "a", "b", "c", "d", " d", "", "", "e", "f"),
      lines("1", "2", "2", "3", "4", "5", "6", "7", "", ""))
    #expect(try PairGroups(of: files).all == [0, 3, 4, 6, 7, 8, 9])
    for seed in 0..<5 as Range<UInt64> {
      let summary = try split(files, valid: .lines(3), test: .lines(2), seed: seed)
      #expect(summary.largestGroup == 3)
      let parts = try ["train", "valid", "test"].map { try folder.text("\($0).fr") }
      for group in [["1", "2"], ["4", "5"]] {
        let holders = parts.map { part in
          part.split(separator: "\n").filter { group.contains(String($0)) }.count
        }
        #expect(holders.filter { $0 > 0 }.count == 1, "seed \(seed)")
      }
    }
  }

  @Test func `no part shares a side with another, however the pairs are drawn`() throws {
    var generator = SplitMix64(seed: 3)
    let draw = { "\(generator.next(below: 400))" }
    let files = try folder.sides(
      (0..<300).map { _ in draw() + "\n" }.joined(), (0..<300).map { _ in draw() + "\n" }.joined())
    _ = try split(files, valid: .fraction(0.1), test: .fraction(0.1))
    let parts = ["train", "valid", "test"].map { CorpusPart(name: $0, files: folder.sides($0)) }
    #expect(try CorpusCheck().check(parts).overlaps.allSatisfy { $0.count == 0 })
  }

  @Test func `a share that cannot be filled at all is refused`() throws {
    let empty = try folder.sides("", "", name: "empty")
    #expect(throws: CorpusError.noLines(path: empty.paths[0])) {
      try split(empty, valid: .lines(0), test: .lines(0))
    }
    let files = try folder.sides(lines("a", "a", "a"), lines("1", "2", "3"))
    #expect(
      throws: CorpusError.splitImpossible(part: "valid", wanted: 2, lines: 3, largestGroup: 3)
    ) { try split(files, valid: .lines(2), test: .lines(0)) }
    #expect(throws: CorpusError.splitTooLarge(wanted: 4, lines: 3)) {
      try split(files, valid: .lines(2), test: .lines(2))
    }
  }
}
