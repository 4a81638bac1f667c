import Files
import Testing
import TextProcessing

@Suite struct BytePairMergesTests {
  @Test(arguments: [
    ("version 0.2", "#version: 0.2\na b\nab c</w>\n", 2, "#version: 0.2\na b\nab c</w>\n"),
    ("a longer version", "#version: 0.2.0.0\na b", 1, "#version: 0.2\na b\n"),
    ("version 0.1", "#version: 0.1\na b\nb </w>\n", 2, "#version: 0.1\na b\nb </w>\n"),
    ("no version", "a b\nb </w>\n", 2, "#version: 0.1\na b\nb </w>\n"),
    ("no merges", "#version: 0.2\n", 0, "#version: 0.2\n"),
    ("ends of lines from elsewhere", "#version: 0.2\r\na b\r\n\r\n", 1, "#version: 0.2\na b\n"),
    ("spaces around", "#version: 0.2\n a b \n", 1, "#version: 0.2\na b\n"),
    ("a merge twice", "#version: 0.2\na b\na b\n", 2, "#version: 0.2\na b\na b\n"),
    ("another space", "#version: 0.2\na\u{A0} b\n", 1, "#version: 0.2\na\u{A0} b\n"),
  ])
  func `A file is read as subword-nmt reads it`(
    name: String, file: String, count: Int, written: String
  ) throws {
    let merges = try BytePairMerges(bytes: Array(file.utf8), path: "merges")
    #expect(merges.count == count)
    #expect(merges.bytes == Array(written.utf8))
    let read = try withTemporaryText(file) { try BytePairMerges(path: $0) }
    #expect(read == merges)
  }

  @Test(arguments: [
    ("", BytePairError.emptyMerges(path: "merges")),
    ("\n\n", .emptyMerges(path: "merges")),
    ("#version: 0.3\na b\n", .unknownVersion(path: "merges", value: "0.3")),
    ("#version:\na b\n", .unknownVersion(path: "merges", value: "")),
    ("#version: 0.2\na b\nabc\n", .malformedMerge(path: "merges", line: 3, value: "abc")),
    ("#version: 0.2\na b c\n", .malformedMerge(path: "merges", line: 2, value: "a b c")),
    ("#version: 0.2\na  b\n", .malformedMerge(path: "merges", line: 2, value: "a  b")),
    ("#version: 0.2\n\na b\n", .malformedMerge(path: "merges", line: 2, value: "")),
    ("a\n", .malformedMerge(path: "merges", line: 1, value: "a")),
  ])
  func `What is wrong with a file is reported with its place`(file: String, error: BytePairError) {
    #expect(throws: error) { try BytePairMerges(bytes: Array(file.utf8), path: "merges") }
  }

  @Test
  func `A file that is not UTF-8 is refused`() {
    let file = Array("#version: 0.2\na b\nc ".utf8) + [0xC3, 0x0A]
    #expect(throws: TextError.invalidUTF8(path: "merges", line: 3, byte: 3, value: 0xC3)) {
      try BytePairMerges(bytes: file, path: "merges")
    }
  }
}
