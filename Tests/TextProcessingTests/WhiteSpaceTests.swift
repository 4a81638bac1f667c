import Testing

@testable import TextProcessing

@Suite struct WhiteSpaceTests {
  /// As Perl 5.36 has `\s` in text.
  @Test func `white space is the code points of Unicode's White_Space`() {
    let expected: [UInt32] =
      [0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680] + (0x2000...0x200A)
      + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
    let found = (0...0x10FFFF as ClosedRange<UInt32>).filter {
      Unicode.Scalar($0)?.isWhiteSpace ?? false
    }
    #expect(found == expected)
  }

  @Test(arguments: [
    ("", ""), (" \t\u{A0}", ""), ("a", "a"), (" a b ", "a b"),
    ("\u{3000}\u{85}a\u{2028}\u{1680}", "a"), ("\u{200B}a\u{FEFF}", "\u{200B}a\u{FEFF}"),
    ("é ", "é"), ("\u{2003}日", "日"),
  ])
  func `white space is taken off both ends`(text: String, trimmed: String) {
    let bytes = Array(text.utf8)
    #expect(Array(bytes[bytes.span.trimmingWhiteSpace()]) == Array(trimmed.utf8))
  }

  @Test func `bytes that are not UTF-8 are no white space`() {
    for bytes: [UInt8] in [[0x85], [0xA0, 0x80], [0xC2], [0xE2, 0x80], [0xE2, 0x20, 0x80]] {
      let trimmed = bytes.span.trimmingWhiteSpace()
      #expect(trimmed == 0..<bytes.count)
    }
  }

  @Test(arguments: [
    ("", []), (" \t", []), ("a", ["a"]), (" a  b, ", ["a", "b,"]),
    ("à\u{A0}!\u{3000}日本", ["à", "!", "日本"]), ("a\u{200B}b\u{2028}c", ["a\u{200B}b", "c"]),
  ])
  func `words are what white space separates`(text: String, words: [String]) {
    let bytes = Array(text.utf8)
    #expect(bytes.span.words.map { Array(bytes[$0]) } == words.map { Array($0.utf8) })
  }
}
