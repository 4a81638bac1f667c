import Files
import TestSupport
import Testing

@testable import TextProcessing

@Suite struct TextEncodingTextsTests {
  static let lines = ["L'été arrive, enfin !", "lower\tlowest newer\\newest", "％ ￭ </s> a\u{A0}b"]

  static let options: [TokenizerOptions] = [
    TokenizerOptions(kind: .icu, locale: "fr", lowercase: true, unicodeForm: .nfkc),
    TokenizerOptions(kind: .char, unicodeForm: .nfc),
    TokenizerOptions(kind: .space),
    TokenizerOptions(kind: .keras, locale: "tr"),
  ]

  @Test(arguments: options, [nil, 20])
  func `comes back from its texts`(_ options: TokenizerOptions, _ merges: Int?) throws {
    let encoding = try TextEncoding.learned(from: Self.lines, options, merges: merges)
    let read = try TextEncoding(encoding.texts, path: "model")
    #expect(read == encoding)
    #expect(read.texts.bpe.map(utf8) == encoding.texts.bpe.map(utf8))
    #expect(read.originDifferences.isEmpty)
    var (one, other) = (try encoding.makeEncoder(), try read.makeEncoder())
    for line in Self.lines {
      var (ids, same): ([Int32], [Int32]) = ([], [])
      try one.append(utf8(line).span, to: &ids)
      try other.append(utf8(line).span, to: &same)
      #expect(ids == same && !ids.isEmpty)
    }
  }

  static let record =
    #"{"kind":"icu","locale":"fr","lowercase":true,"unicode_form":"nfc","icu_version":"1.2","#
    + #""unicode_version":"3.4","rules":"abc"}"#

  @Test func `the tokenizer's text is JSON`() throws {
    let origin = TokenizerOrigin(icuVersion: "1.2", unicodeVersion: "3.4", rules: "abc")
    let options = TokenizerOptions(locale: "fr", lowercase: true, unicodeForm: .nfc)
    let expected = TokenizerRecord(options: options, origin: origin)
    #expect(expected.text == Self.record)
    #expect(try TokenizerRecord(Self.record, path: "model") == expected)
  }

  static let refused: [(old: String, new: String, error: TextEncodingError)] = [
    (
      #""kind":"icu""#, #""kind":"moses""#,
      .unknownValue(path: "m", key: "kind", value: "\"moses\"")
    ),
    (#""kind":"icu""#, #""kind":7"#, .unknownValue(path: "m", key: "kind", value: "7")),
    (#""kind":"icu","#, "", .missingKey(path: "m", key: "kind")),
    ("true", "\"yes\"", .unknownValue(path: "m", key: "lowercase", value: "\"yes\"")),
    (#""nfc""#, #""nfd""#, .unknownValue(path: "m", key: "unicode_form", value: "\"nfd\"")),
    (#""1.2""#, "null", .unknownValue(path: "m", key: "icu_version", value: "null")),
    (#","rules":"abc""#, "", .missingKey(path: "m", key: "rules")),
    (#""rules""#, #""truecase":true,"rules""#, .unknownKey(path: "m", key: "truecase")),
    (
      "true", "yes",
      .malformedTokenizer(path: "m", JSONError(byte: 40, fault: .expectedValue))
    ),
    (record, "", .malformedTokenizer(path: "m", JSONError(byte: 0, fault: .endsEarly))),
    (
      record, "[]",
      .malformedTokenizer(path: "m", JSONError(byte: 0, fault: .expected(UInt8(ascii: "{"))))
    ),
  ]

  @Test(arguments: refused)
  func `refuses a tokenizer that it does not know`(
    _ old: String, _ new: String, _ error: TextEncodingError
  ) throws {
    let text = Self.record.replacing(old, with: new)
    #expect(throws: error) { try TokenizerRecord(text, path: "m") }
  }

  @Test func `names what is wrong with the other texts`() throws {
    let texts = try TextEncoding.learned(from: Self.lines, merges: 5).texts
    var changed = texts
    changed.vocabulary = "<pad>\n"
    #expect(
      throws: VocabularyError.specialTokenMissing(
        path: "m", line: 2, expected: "<unk>", found: nil)
    ) { try TextEncoding(changed, path: "m") }
    changed = texts
    changed.bpe = "#version: 9\n"
    #expect(throws: BytePairError.unknownVersion(path: "m", value: "9")) {
      try TextEncoding(changed, path: "m")
    }
  }

  @Test func `another ICU is told and does no harm`() throws {
    for options in Self.options {
      var texts = try TextEncoding.learned(from: Self.lines, options).texts
      texts.tokenizer = texts.tokenizer.replacing(UnicodeLibrary.icuVersion, with: "50.1")
      let read = try TextEncoding(texts, path: "model")
      let expected = TokenizerOrigin.Difference(
        matter: .icuVersion, there: "50.1", here: UnicodeLibrary.icuVersion)
      #expect(read.originDifferences == (options.kind == .space ? [] : [expected]))
      #expect(read.texts.tokenizer == texts.tokenizer)
    }
  }
}
