import Files
import TestSupport
import Testing

@testable import Corpora

@Suite struct PairIndexTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func texts(of index: PairIndex) throws -> [[[UInt8]]] {
    var pair = PairText()
    return try (0..<index.count).map { number in
      try index.read(number + 1, into: &pair)
      #expect(pair.number == number + 1)
      return [pair.source.bytes, pair.target.bytes]
    }
  }

  @Test func `pairs are lines of the same number, or the two columns of a table`() throws {
    let expected = [[utf8("a b"), utf8("x")], [[], utf8("y\u{2028}")], [utf8("c"), []]]
    let sides = try folder.sides("\u{FEFF}a b\r\n\nc\n", "x\ny\u{2028}\n\n")
    #expect(try texts(of: PairIndex(sides)) == expected)
    let table = try folder.write("c.tsv", "\u{FEFF}a b\tx\r\n\ty\u{2028}\nc\t\n")
    #expect(try texts(of: PairIndex(.table(table))) == expected)
    let zipped = try folder.write("c.tsv.gz", gzipped(try folder.bytes("c.tsv")))
    let index = try PairIndex(.table(zipped), inflatingTo: folder.url.path)
    #expect(try texts(of: index) == expected)
    #expect(index.inflated.map(\.path) == [zipped])
  }

  @Test func `unequal files are an error with both counts`() throws {
    let files = try folder.sides("a\nb\n", "x\ny\nz")
    let error = CorpusError.unequalCounts(
      source: FileLength(path: files.path(of: .source), lines: 2),
      target: FileLength(path: files.path(of: .target), lines: 3))
    #expect(throws: error) { try PairIndex(files) }
  }

  @Test(arguments: [("a\n", 0), ("a\tb\tc\n", 2)])
  func `a table has two columns`(_ text: String, _ tabs: Int) throws {
    let path = try folder.write("c.tsv", "a\tb\n" + text)
    let index = try PairIndex(.table(path))
    var pair = PairText()
    #expect(throws: CorpusError.notTwoColumns(path: path, line: 2, tabs: tabs)) {
      try index.read(2, into: &pair)
    }
    try index.read(1, into: &pair)
    #expect(pair.target.bytes == utf8("b"))
  }

  @Test func `tells the byte that is wrong and mends it`() throws {
    let path = try folder.write("c.tsv", [0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x09, 0x62, 0xC3, 0x0A])
    var pair = PairText()
    try PairIndex(.table(path)).read(1, into: &pair)
    #expect(pair.source.invalidByte == 5 && pair.target.invalidByte == 8)
    pair.source.repair()
    pair.target.repair()
    #expect(pair.source.bytes == utf8("a\u{FFFD}") && pair.target.bytes == utf8("b\u{FFFD}"))
    #expect(pair.source.invalidByte == nil)
  }

  @Test func `notices that a side was written to`() throws {
    let files = try folder.sides("a\nb\n", "x\ny\n")
    let index = try PairIndex(files)
    try folder.write("corpus.fr", "x\ny\nz\n")
    #expect(throws: FileError.changed(path: files.path(of: .target))) {
      try index.checkUnchanged()
    }
  }
}
