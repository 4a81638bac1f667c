import Files
import TestSupport
import Testing

@testable import Corpora

@Suite struct ParallelCorpusTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func pairs(_ files: CorpusFiles) throws -> [[String]] {
    var corpus = try ParallelCorpus(files)
    var pairs: [[String]] = []
    while let pair = try corpus.next() {
      pairs.append([pair.source, pair.target].map { String(decoding: $0.text, as: UTF8.self) })
    }
    return pairs
  }

  @Test func `two files are read side by side, whatever stands inside the lines`() throws {
    let files = try folder.sides("a\u{2028}b\n\nlast", "x\u{85}y\r\n\n z ")
    #expect(try pairs(files) == [["a\u{2028}b", "x\u{85}y"], ["", ""], ["last", " z "]])
  }

  static let twoLinesCompressed: [UInt8] = [  // "a\nb\n"
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xE4, 0x4A, 0xE2, 0x02, 0x00,
    0x97, 0x2A, 0x57, 0x18, 0x04, 0x00, 0x00, 0x00,
  ]

  @Test func `one side may be compressed`() throws {
    let files = CorpusFiles.sides(
      source: try folder.write("c.en.gz", Self.twoLinesCompressed),
      target: try folder.write("c.fr", lines("x", "y")))
    #expect(try pairs(files) == [["a", "x"], ["b", "y"]])
  }

  @Test func `a table is split at its TAB`() throws {
    let path = try folder.write("corpus.tsv", "\u{FEFF}a b\tx\r\n\t\n")
    #expect(try pairs(.table(path)) == [["a b", "x"], ["", ""]])
    var corpus = try ParallelCorpus(.table(path))
    let first = try #require(try corpus.next())
    #expect(first.source.marks == [.byteOrderMark, .lineFeed])
    #expect(first.target.marks == [.carriageReturn, .lineFeed])
  }

  @Test(arguments: [("a\nb\nc\n", "x\n", 3, 1), ("", "x\ny", 0, 2), ("a\nb\n", "x", 2, 1)])
  func `unequal files are told of with both counts`(
    source: String, target: String, sources: Int, targets: Int
  ) throws {
    let files = try folder.sides(source, target)
    let error = CorpusError.unequalCounts(
      source: FileLength(path: files.path(of: .source), lines: sources),
      target: FileLength(path: files.path(of: .target), lines: targets))
    #expect(throws: error) { try pairs(files) }
  }

  @Test func `a line without exactly one TAB is a fault, and reading goes on after it`() throws {
    let path = try folder.write("corpus.tsv", lines("a\tx", "b", "c\ty\tz", "d\tw"))
    var corpus = try ParallelCorpus(.table(path))
    _ = try corpus.next()
    #expect(throws: CorpusError.notTwoColumns(path: path, line: 2, tabs: 0)) {
      try corpus.next()
    }
    #expect(throws: CorpusError.notTwoColumns(path: path, line: 3, tabs: 2)) {
      try corpus.next()
    }
    #expect(try corpus.next()?.number == 4)
    #expect(try corpus.next() == nil)
  }

  @Test func `what is read is written byte for byte`() throws {
    let (source, target) = ("\u{FEFF}a \r\n\nb\rc", "\tx\n\u{0}\r\r\n\r")
    let files = try folder.sides(source, target)
    var corpus = try ParallelCorpus(files)
    var output = try ParallelOutput(folder.sides("copy"))
    while let pair = try corpus.next() { try output.write(pair, of: files) }
    try output.commit()
    #expect(try folder.bytes("copy.en") == Array(source.utf8))
    #expect(try folder.bytes("copy.fr") == Array(target.utf8))
  }

  @Test func `a TAB in the text of a table is refused`() throws {
    let files = try folder.sides("a\n", "x\ty\n")
    var corpus = try ParallelCorpus(files)
    var output = try ParallelOutput(.table(folder.path("out.tsv")))
    let pair = try #require(try corpus.next())
    #expect(throws: CorpusError.tabInText(path: files.path(of: .target), line: 1)) {
      try output.write(pair, of: files)
    }
  }
}
