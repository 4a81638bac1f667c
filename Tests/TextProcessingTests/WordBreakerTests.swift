import TestSupport
import Testing
import TextProcessing

/// What ICU 72 itself gave for these texts.
@Suite(.enabled(if: UnicodeLibrary.icuVersion.hasPrefix("72.")))
struct WordBreakerTests {
  private let fixture = try! Fixture.json("icu72_break_cases.json")

  @Test func `breaks words as ICU does`() throws {
    for entry in try #require(fixture["word"] as? [[String: Any]]) {
      let locale = try #require(entry["locale"] as? String)
      try expectSegments(entry, from: .unicodeWords(locale: locale))
    }
  }

  @Test func `takes rules of one's own`() throws {
    for entry in try #require(fixture["custom_rules"] as? [[String: Any]]) {
      let rules = try #require(entry["rules"] as? String)
      guard let line = entry["parse_error_line"] as? Int else {
        try expectSegments(entry, from: .custom { rules })
        continue
      }
      let offset = try #require(entry["parse_error_offset"] as? Int)
      #expect(
        throws: BreakingRulesError.malformed(
          line: line, column: offset, error: "U_UNDEFINED_VARIABLE")
      ) { try BreakingRules(.custom { rules }).makeBreaker() }
    }
  }

  private func expectSegments(_ entry: [String: Any], from origin: BreakingRules.Origin) throws {
    let text = try #require(entry["text"] as? String)
    let expected = try #require(entry["segments"] as? [[Any]])
    let breaker = try BreakingRules(origin).makeBreaker()
    var segments: [WordBreaker.Segment] = []
    breaker.segment(Array(text.utf8).span, into: &segments)
    var end = 0
    let wanted = expected.map { segment in
      end += (segment[0] as? String)?.utf8.count ?? 0
      return "\(end) \(segment[1])"
    }
    #expect(segments.map { "\($0.end) \($0.rule)" } == wanted, "\(text)")
  }

  @Test func `survives malformed text`() throws {
    let breaker = try BreakingRules(.unicodeWords(locale: "en")).makeBreaker()
    for entry in try #require(fixture["malformed_utf8"] as? [[String: Any]]) {
      let hex = try #require(entry["bytes_hex"] as? String)
      let expected = try #require(entry["utf8_bounds_status"] as? [[Int]])
      var segments: [WordBreaker.Segment] = []
      breaker.segment(bytes(hex).span, into: &segments)
      #expect(segments.map { [Int($0.end), Int($0.rule)] } == expected, "\(hex)")
    }
  }

  /// A word with a hyphen may be the host of an address whose `/` is a megabyte away.
  @Test(arguments: ["a-", "a%20", "a.b-c", "don't.", "漢字かな", "👩\u{200D}", "e\u{301}", "a@"])
  func `takes time in proportion to the text`(pattern: String) throws {
    let text = Array(String(repeating: pattern, count: 1 << 20 / pattern.utf8.count).utf8)
    let breaker = try BreakingRules(.custom { wordRules }).makeBreaker()
    var segments: [WordBreaker.Segment] = []
    breaker.segment(text.span, into: &segments)
    #expect(segments.last.map { Int($0.end) } == text.count)
  }

  @Test func `keeps a long segment whole`() throws {
    let breaker = try BreakingRules(.custom { wordRules }).makeBreaker()
    var segments: [WordBreaker.Segment] = []
    for length in [400, 511, 512, 513, 1023, 1024, 1025, 5_000, 100_000] {
      for long in ["é", "/é"] {
        let address = "http://a" + String(repeating: long, count: length)
        breaker.segment(Array("x-\(address) ".utf8).span, into: &segments)
        #expect(
          segments.map(\.end)
            == [1, 2, 2, 3].enumerated().map { index, end in
              Int32(index < 2 ? end : address.utf8.count + end)
            })
      }
    }
  }

  private func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }
}
