import TestSupport
import Testing

@testable import Corpora

@Suite struct OverlapCheckTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func overlaps(_ parts: [(String, String, String)]) throws -> [CorpusOverlap] {
    let parts = try parts.map { name, source, target in
      CorpusPart(name: name, files: try folder.sides(source, target, name: name))
    }
    return try CorpusCheck(placesKept: 2).check(parts).overlaps
  }

  @Test func `each two parts are compared by source, target and pair`() throws {
    let found = try overlaps([
      ("train", lines("a", "b", "c", "b", ""), lines("x", "y", "z", "y", "")),
      ("valid", lines("b", "b ", "d", ""), lines("y", "w", "x", "")),
      ("test", lines("d", "e"), lines("v", "x")),
    ])
    let names = found.map { "\($0.part) in \($0.earlierPart) by \($0.kind): \($0.count)" }
    #expect(
      names == [
        "valid in train by source: 2", "valid in train by target: 2", "valid in train by pair: 1",
        "test in train by source: 0", "test in train by target: 1", "test in train by pair: 0",
        "test in valid by source: 1", "test in valid by target: 1", "test in valid by pair: 0",
      ])
    #expect(found[0].places == [.init(line: 1, earlierLine: 2)])
    #expect(
      found[1].places == [.init(line: 3, earlierLine: 1), .init(line: 1, earlierLine: 2)])
    #expect(found[6].places == [.init(line: 1, earlierLine: 3)])
  }

  @Test func `parts without a common line are clean`() throws {
    let found = try overlaps([("train", "a\n\n", "x\n\n"), ("test", "b\n\n", "y\n\n")])
    #expect(found.map(\.count) == [0, 0, 0])
  }
}
