import Foundation
import TestSupport
import Testing
import TextProcessing

/// Unicode's own test files, through ICU's default rules; they are of the version that ICU 72 knows.
@Suite(.enabled(if: UnicodeLibrary.unicodeVersion == "15.0"))
struct UnicodeConformanceTests {
  private static let deviations = "Unicode/icu72_deviations.json"

  @Test(arguments: [
    ("Unicode/WordBreakTest.txt.gz", BreakingRules.Origin.unicodeWords(locale: "en")),
    ("Unicode/GraphemeBreakTest.txt.gz", .unicodeCharacters(locale: "en")),
  ])
  func `breaks as Unicode says`(file: String, origin: BreakingRules.Origin) throws {
    let breaker = try BreakingRules(origin).makeBreaker()
    let excused = try excusedLines(of: file)
    var segments: [WordBreaker.Segment] = []
    var cases = 0
    for line in try Fixture.lines(file) {
      guard let expected = BreakCase(line.text) else { continue }
      cases += 1
      breaker.segment(Array(expected.text.utf8).span, into: &segments)
      let isAsExpected = segments.map { Int($0.end) } == expected.ends
      #expect(
        isAsExpected != excused.contains(line.number),
        "line \(line.number) of \(file): \(line.text)")
    }
    #expect(cases > 600, "\(file) was read")
  }

  /// The lines in which this ICU is known to differ: 15 of ICU 72, where a colon stands between
  /// letters.
  private func excusedLines(of file: String) throws -> Set<Int> {
    let all = try Fixture.json(Self.deviations)
    let name = try #require(file.split(separator: "/").last).replacingOccurrences(
      of: ".gz", with: "")
    let entry = try #require(all["\(name) locale en"] as? [String: Any])
    let lines = try #require(entry["icu72_differs"] as? [[String: Any]])
    return Set(lines.compactMap { $0["line"] as? Int })
  }

  @Test(arguments: [UnicodeForm.nfc, .nfkc])
  func `normalizes as Unicode says`(form: UnicodeForm) throws {
    let normalizer = try Normalizer(form: form)
    var cases = 0
    for line in try Fixture.lines("Unicode/NormalizationTest.txt.gz") {
      let fields = line.text.split(separator: ";", omittingEmptySubsequences: false)
      guard fields.count > 5 else { continue }
      cases += 1
      let columns = try fields[..<5].map { try codePoints($0) }
      let target = columns[form == .nfc ? 1 : 3]
      // c2 == toNFC(c1) == toNFC(c2) == toNFC(c3), c4 == toNFC(c4) == toNFC(c5); NFKC gives c4 always.
      for (index, column) in columns.enumerated() {
        var result: [UInt8] = []
        try normalizer.append(column.span, to: &result)
        let expected = form == .nfc && index > 2 ? columns[3] : target
        #expect(result == expected, "line \(line.number), column \(index + 1)")
      }
    }
    #expect(cases > 18_000, "the file was read")
  }

  private func codePoints(_ field: Substring) throws -> [UInt8] {
    try field.split(separator: " ").flatMap { hex in
      let scalar = try #require(UInt32(hex, radix: 16).flatMap(Unicode.Scalar.init))
      return Array(String(scalar).utf8)
    }
  }
}

/// A line such as `÷ 0061 × 0308 ÷ 0041 ÷ # …`.
struct BreakCase {
  var text = ""
  var ends: [Int] = []

  init?(_ line: String) {
    let fields = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
    guard fields.first == "÷" else { return nil }
    for field in fields.dropFirst() {
      if field == "÷" {
        ends.append(text.utf8.count)
      } else if field != "×" {
        guard let scalar = UInt32(field, radix: 16).flatMap(Unicode.Scalar.init) else { return nil }
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
