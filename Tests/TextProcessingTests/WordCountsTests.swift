import Foundation
import Testing
import TextProcessing

@Suite struct WordCountsTests {
  @Test(
    "Words stand between spaces, and other white space is a part of them",
    arguments: [
      ("a b a", 2), ("  a   b ", 2), ("", 0), ("   ", 0), ("a\tb", 1), ("a\u{A0}b c", 2),
      ("\r a b\r\r ", 2), ("a \r b", 3), ("e\u{301} \u{E9}", 2),
    ])
  func words(line: String, distinct: Int) {
    var counts = WordCounts()
    counts.addWords(ofLine: Array(line.utf8).span)
    #expect(counts.count == distinct)
  }

  @Test("Several files are one text, for any number of threads")
  func files() throws {
    // Longer than a block, so that the threads share a file.
    let lines = (0..<60_000).map { "banana\($0 % 70) ban\($0 % 11) ananas\n" }
    try withTemporaryText(lines[..<40_000].joined()) { first in
      try withTemporaryText(lines[40_000...].joined()) { second in
        var whole = WordCounts()
        for line in lines { whole.addWords(ofLine: Array(line.utf8.dropLast()).span) }
        let expected = BytePairMerges(learnedFrom: whole, limit: 200)
        for threads in 1...3 {
          let counts = try WordCounts(files: [first, second], threads: threads)
          #expect(counts.count == whole.count)
          #expect(BytePairMerges(learnedFrom: counts, limit: 200) == expected)
        }
      }
    }
  }

  @Test("Of several damaged lines the first is reported, for any number of threads")
  func damagedLine() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: url) }
    var bytes = Array(repeatElement(Array("banana\n".utf8), count: 100_000).joined())
    bytes[7 * 50_000 + 2] = 0xFF
    bytes[7 * 90_000] = 0xFF
    try Data(bytes).write(to: url)
    for threads in 1...3 {
      #expect(
        throws: TextError.invalidUTF8(path: url.path, line: 50_001, byte: 3, value: 0xFF)
      ) { try WordCounts(files: [url.path], threads: threads) }
      var drops: [Int] = []
      let counts = try WordCounts(files: [url.path], threads: threads, ifInvalid: .skip) {
        drops.append($0.line)
      }
      #expect(drops == [50_001, 90_001])
      #expect(counts.count == 1)
    }
  }

  @Test("A missing file is reported before anything is read")
  func missingFile() {
    #expect(throws: FileError.missing(path: "/nowhere/at/all")) {
      try WordCounts(files: ["/dev/null", "/nowhere/at/all", "/nor/here"], threads: 2)
    }
  }
}
