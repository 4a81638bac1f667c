import Testing

@testable import TextProcessing

@Suite struct WritingSystemTests {
  @Test(
    arguments: [
      ("fr", "é", .own), ("fr", "ж", .foreign), ("fr", "7", .neutral), ("fr", "\u{301}", .neutral),
      ("fr", "«", .neutral), ("fr", "日", .foreign), ("ja", "日", .own), ("ja", "ひ", .own),
      ("ja", "カ", .own), ("ja", "a", .foreign), ("ja", "𠀀", .own), ("fr", "𠀀", .foreign),
      ("fr", "😀", .neutral), ("sr", "ж", .own), ("sr-Latn", "ж", .foreign), ("sr-Latn", "ž", .own),
      ("el", "α", .own), ("ru", "α", .foreign), ("zz", "ж", .own), ("ko", "한", .own),
    ] as [(String, Unicode.Scalar, WritingSystem.Membership)])
  func `a locale knows its letters`(
    locale: String, scalar: Unicode.Scalar, expected: WritingSystem.Membership
  ) {
    #expect(WritingSystem(locale: locale).membership(of: scalar) == expected)
  }
}
