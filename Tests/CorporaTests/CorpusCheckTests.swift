import Files
import Foundation
import TestSupport
import Testing

@testable import Corpora

@Suite struct CorpusCheckTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func findings(_ files: CorpusFiles, _ check: CorpusCheck = CorpusCheck()) throws
    -> [CorpusFinding]
  {
    try check.check([CorpusPart(name: "train", files: files)]).parts[0].findings
  }

  @Test func `invalid UTF-8 is a fault with its byte, and the check goes on`() throws {
    let files = CorpusFiles.sides(
      source: try folder.write("c.en", [0xEF, 0xBB, 0xBF, 0x61, 0xFF, 0x0A, 0x62, 0x0A]),
      target: try folder.write("c.fr", [0x78, 0x0A, 0xC3, 0x0A]))
    let found = try findings(files)
    #expect(found.map(\.problem) == [.invalidUTF8, .invalidUTF8, .byteOrderMark])
    #expect(found[0].places == [CorpusFinding.Place(line: 1, detail: .byte(5, value: 0xFF))])
    #expect(found[1].places == [CorpusFinding.Place(line: 2, detail: .byte(1, value: 0xC3))])
    #expect(found[0].problem.severity == .fault)
  }

  @Test func `unequal counts are a fault at the first line without a partner`() throws {
    let files = try folder.sides(lines("a", "b"), lines("x", "y", "z", "w"))
    let expected = CorpusFinding(
      problem: .unequalCounts, path: files.path(of: .target), count: 1,
      places: [CorpusFinding.Place(line: 3, detail: .counts(source: 2, target: 4))])
    #expect(try findings(files) == [expected])
  }

  @Test func `two missing files are both named`() throws {
    let files = folder.sides("missing")
    let found = try findings(files)
    #expect(found.map(\.path) == CorpusSide.allCases.map { files.path(of: $0) })
    #expect(
      found.map(\.places)
        == found.map { [CorpusFinding.Place(line: 1, detail: .failure(.missing(path: $0.path)))] })
  }

  @Test func `in a table the byte counts from the start of the line`() throws {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x61, 0x62, 0x09, 0x78, 0xFF, 0x0A]
    let found = try findings(.table(try folder.write("c.tsv", bytes)))
    #expect(found.first?.places == [CorpusFinding.Place(line: 1, detail: .byte(8, value: 0xFF))])
  }

  @Test func `a damaged file is a fault at the line where reading ends`() throws {
    let damaged = Array(ParallelCorpusTests.twoLinesCompressed.dropLast(6))
    let files = CorpusFiles.sides(
      source: try folder.write("c.en", lines("a", "b")),
      target: try folder.write("c.fr.gz", damaged))
    let path = files.path(of: .target)
    let place = CorpusFinding.Place(line: 1, detail: .failure(.damagedGzip(path: path)))
    #expect(
      try findings(files)
        == [CorpusFinding(problem: .unreadable, path: path, count: 1, places: [place])])
  }

  @Test func `a table's broken lines are counted and passed by`() throws {
    let path = try folder.write("c.tsv", lines("a\tx", "b", "c\ty\tz", "d\tw"))
    let report = try CorpusCheck().check([CorpusPart(name: "all", files: .table(path))])
    let place = [1, 2].map { CorpusFinding.Place(line: $0 + 1, detail: .count($0 == 1 ? 0 : 2)) }
    #expect(report.parts[0].findings.map(\.places) == [place])
    #expect(report.parts[0].source.lines == 2)
    #expect(report.has(.fault) && !report.has(.note))
  }

  @Test func `repeated pairs and other targets are counted apart`() throws {
    let files = try folder.sides(
      lines("a", "b", "a ", "a", "a", "", "", "b"), lines("x", "x", "x", "z", "z", "", "", "\tx"))
    let found = try findings(files).filter {
      [.duplicate, .otherTarget].contains($0.problem)
    }
    #expect(found.map(\.problem) == [.duplicate, .otherTarget])
    #expect(
      found[0].places
        == [(3, 1), (5, 4), (8, 2)].map {
          CorpusFinding.Place(line: $0.0, detail: .firstLine($0.1))
        })
    #expect(found[1].places == [CorpusFinding.Place(line: 4, detail: .firstLine(1))])
  }

  @Test func `everything is counted, and the first places are kept`() throws {
    let files = try folder.sides(
      String(repeating: "a\n", count: 50), String(repeating: "x\r\n", count: 50))
    let found = try findings(files, CorpusCheck(placesKept: 3))
    #expect(found.map(\.problem) == [.carriageReturn, .duplicate])
    #expect(found.map(\.count) == [50, 49])
    #expect(found.map { $0.places.map(\.line) } == [[1, 2, 3], [2, 3, 4]])
  }

  @Test func `the summary counts lines, words, characters and bytes`() throws {
    let files = try folder.sides(lines("un été", "a  b c"), lines("x", ""))
    let report = try CorpusCheck().check([CorpusPart(name: "train", files: files)])
    let summary = report.parts[0].source
    let counts: [Int] = [summary.lines, summary.words, summary.characters, summary.bytes]
    #expect(counts == [2, 5, 12, 14])
    #expect(summary.meanWords == 2.5 && summary.meanCharacters == 6)
    #expect(summary.longestInWords == LongestLine(line: 2, length: 3))
    #expect(summary.longestInCharacters == LongestLine(line: 1, length: 6))
    #expect(report.parts[0].target.meanWords == 0.5)
  }

  @Test func `an empty corpus is a fault, in each of its files`() throws {
    let files = try folder.sides("", "")
    let report = try CorpusCheck().check([CorpusPart(name: "train", files: files)])
    #expect(report.parts[0].findings.map(\.problem) == [.noLines, .noLines])
    #expect(report.parts[0].findings.map(\.path) == files.paths)
    #expect(report.has(.fault) && !report.has(.note))
    #expect(report.parts[0].source.longestInWords == nil)
    #expect(try findings(.table(try folder.write("c.tsv", ""))).map(\.problem) == [.noLines])
  }

  @Test(arguments: [
    ("a\tx\u{2028}y", #"[{"byte":4,"line":1,"value":8232}],"problem":"line-separator""#),
    ("a\tx &amp; y", #"[{"byte":5,"line":1,"text":"&amp;"}],"problem":"entity""#),
    (
      "a 42\tx 24 38",
      #"[{"line":1,"sourceOnly":["42"],"targetOnly":["24","38"]}],"problem":"number-mismatch""#
    ),
  ])
  func `a place in JSON is a flat object`(line: String, expected: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let path = try folder.write("c.tsv", lines(line))
    let report = try CorpusCheck().check([CorpusPart(name: "all", files: .table(path))])
    let findings = String(decoding: try encoder.encode(report.parts[0].findings), as: UTF8.self)
    #expect(findings.contains(#""places":\#(expected)"#), "\(findings)")
  }
}
