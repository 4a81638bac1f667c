import Files
import TestSupport
import Testing
import TextProcessing

@Suite struct CountTokensTests {
  /// Two blocks of lines.
  private static let longText = (0..<150_000).map { "w\($0 % 977) \($0 % 13)  x\n" }.joined()

  @Test func `splits at U+0020 only, and no token is empty`() throws {
    let file = try ScratchFile(utf8(" a  b\u{A0}c \n\n   \na\td\r\ne"))
    let counts = try countTokens(inLinesOf: [file.path])
    #expect(counts.ranked.map(\.token) == ["a", "a\td", "b\u{A0}c", "e"].map(utf8))
    #expect(counts.tokens == 4)
  }

  @Test(arguments: [1, 2, 3, 8])
  func `any number of threads counts the same`(_ threads: Int) throws {
    let file = try ScratchFile(utf8(Self.longText))
    let counts = try countTokens(inLinesOf: [file.path], threads: threads)
    #expect(counts.tokens == 450_000)
    #expect(counts.types == 977 + 13 + 1)
    #expect(counts.count(of: utf8("x").span) == 150_000)
    #expect(counts.count(of: utf8("w976").span) == 153)
  }

  @Test(arguments: [1, 2, 8])
  func `the error is the earliest line's`(_ threads: Int) throws {
    var text = utf8(Self.longText)
    let tooLate = text.count - 3
    let early = try #require(text.indices.first { $0 > 500_000 && text[$0] == UInt8(ascii: "w") })
    text[early] = 0xFF
    text[tooLate] = 0xFE
    let line = 1 + text[..<early].count { $0 == UInt8(ascii: "\n") }
    let file = try ScratchFile(text)
    #expect(throws: TextError.invalidUTF8(path: file.path, line: line, byte: 1, value: 0xFF)) {
      try countTokens(inLinesOf: [file.path], threads: threads)
    }
  }

  @Test func `lines left out are named in order`() throws {
    let file = try ScratchFile(utf8("a\n") + [0xFF, 0x0A] + utf8("b\n") + [0x61, 0xFE])
    var lines: [Int] = []
    let counts = try countTokens(inLinesOf: [file.path], ifInvalid: .skip) { lines.append($0.line) }
    #expect(lines == [2, 4])
    #expect(counts.ranked.map(\.token) == [utf8("a"), utf8("b")])
  }

  @Test func `several files are one text`() throws {
    let files = [try ScratchFile(utf8("a b")), try ScratchFile(utf8("b c\n"))]
    let counts = try withExtendedLifetime(files) {
      try countTokens(inLinesOf: files.map(\.path), threads: 2)
    }
    #expect(counts.ranked.map(\.token) == ["b", "a", "c"].map(utf8))
    #expect(counts.tokens == 4)
  }

  @Test func `a file that is not there is missing`() {
    #expect(throws: FileError.missing(path: "/nowhere/text")) {
      try countTokens(inLinesOf: ["/nowhere/text"])
    }
  }
}
