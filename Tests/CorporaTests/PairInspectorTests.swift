import Files
import Testing

@testable import Corpora

@Suite struct PairInspectorTests {
  private func problems(_ source: String, _ target: String) throws -> [PairFinding] {
    var inspector = PairInspector(limits: .notable, sourceLocale: "en", targetLocale: "fr")
    return inspector.inspect(try LinePair(source, target)).findings
  }

  /// A line of French that is wrong, and what is said of it.
  static let wrongLines: [(String, CorpusProblem, FindingDetail)] = [
    ("", .empty, .none),
    (" \u{A0}\t", .empty, .none),
    ("un chat\r", .carriageReturn, .none),
    ("un\u{2028}chat", .lineSeparator, .byte(3, value: 0x2028)),
    ("un\u{2029}chat", .lineSeparator, .byte(3, value: 0x2029)),
    ("é\u{85}chat", .lineSeparator, .byte(3, value: 0x85)),
    ("un\u{0B}chat", .lineSeparator, .byte(3, value: 0x0B)),
    ("un\u{0C}chat", .lineSeparator, .byte(3, value: 0x0C)),
    ("un\rchat", .lineSeparator, .byte(3, value: 0x0D)),
    ("un\u{0}chat\u{7F}", .controlCharacter, .byte(3, value: 0)),
    ("un chat\u{92}", .controlCharacter, .byte(8, value: 0x92)),
    ("un \u{FEFF}chat", .byteOrderMark, .byte(4, value: 0xFEFF)),
    ("un \u{FFFD} chat", .replacementCharacter, .byte(4, value: 0xFFFD)),
    ("tab\tici", .tab, .byte(4, value: 0x09)),
    ("un  chat", .doubledSpace, .byte(4, value: 0x20)),
    ("\u{A0}un chat ", .untrimmed, .byte(1, value: 0xA0)),
    ("un chaté\u{3000}", .untrimmed, .byte(10, value: 0x3000)),
    ("l&#39;été &amp; l'hiver", .characterReference, .text(byte: 2, "&#39;")),
    ("\"un \"\"chat\"\"\"", .csvQuoting, .none),
    ("un chat à 1987 euros", .numberMismatch, .unmatched(source: [], target: ["1987"])),
    (
      "Voir www.chat.fr.", .addressMismatch, .unmatched(source: [], target: ["www.chat.fr"])
    ),
    ("A cat .", .copiedSource, .none),
    (
      "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2", .lengthRatio,
      .counts(source: 3, target: 28)
    ),
    ("чёрный chat", .wrongScript, .script("Cyrl")),
    ("черный кот и un chat", .wrongScript, .script("Cyrl")),
    (String(repeating: "w", count: 1001), .longWord, .count(1001)),
    (Array(repeating: "mot", count: 101).joined(separator: " "), .tooManyWords, .count(101)),
    (String(repeating: "é", count: 2100), .tooManyBytes, .count(4200)),
  ]

  @Test(arguments: wrongLines)
  func `a wrong line is named with its detail`(
    line: String, problem: CorpusProblem, detail: FindingDetail
  ) throws {
    let isOfBoth = [.copiedSource, .lengthRatio, .numberMismatch, .addressMismatch].contains(
      problem)
    let expected = PairFinding(problem: problem, side: isOfBoth ? nil : .target, detail: detail)
    #expect(try problems("A cat .", line).contains(expected))
    #expect(problem.severity == .note)
  }

  @Test(arguments: [
    "Un chat .", "L’œuvre «\u{A0}naïve » 😀 e\u{301}", "Pouchkine ( Пушкин ) est né", "12 + 3 = 15",
    "AT&T R&D; à 7 h", "« Oui », dit-il : \"non\"",
    "a b c d e f g h i j k l m n o p q r s t u v w x y z 1",
  ])
  func `a sound line is not remarked on`(line: String) throws {
    #expect(try problems("A cat .", line) == [])
  }
}
