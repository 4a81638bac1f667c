import Foundation
import TestSupport
import Testing

@testable import Files

@Suite struct JSONTests {
  static let written: [(text: String, value: JSON)] = [
    ("null", .null),
    ("true", true),
    ("false", false),
    ("0", 0),
    ("-7", -7),
    ("9223372036854775807", .integer(.max)),
    ("2.5", 2.5),
    ("1.0", 1.0),
    ("-0.0", .number(-0.0)),
    ("1e-07", 1e-7),
    ("1e+300", 1e300),
    ("0.1", 0.1),
    ("\"\"", ""),
    (#""a\"b\\c/\n\t\r\b\f\u001f""#, "a\"b\\c/\n\t\r\u{8}\u{C}\u{1F}"),
    ("\"é\u{301}😀\u{2028}\"", "é\u{301}😀\u{2028}"),
    ("[]", []),
    ("{}", [:]),
    (#"[1,[2,{"a":null}],"b"]"#, [1, [2, ["a": .null]], "b"]),
    (#"{"z":1,"a":{"b":[]}}"#, ["z": 1, "a": ["b": []]]),
  ]

  @Test(arguments: written)
  func `writes and reads`(_ text: String, _ value: JSON) throws {
    #expect(utf8(value.text) == utf8(text))
    #expect(try JSON(parsing: text.utf8) == value)
  }

  static let read: [(text: String, value: JSON)] = [
    (" \t\r\n[ 1 , 2 ] ", [1, 2]),
    ("1E3", 1000.0),
    ("-1.5e+2", -150.0),
    ("9223372036854775808", 9223372036854775808.0),
    (#""\u00e9\uD83D\uDE00\/""#, "\u{E9}😀/"),
  ]

  @Test(arguments: read)
  func `reads what others write`(_ text: String, _ value: JSON) throws {
    #expect(try JSON(parsing: text.utf8) == value)
  }

  static let refused: [(text: String, byte: Int, fault: JSONFault)] = [
    ("", 0, .endsEarly),
    ("nul", 0, .expectedValue),
    ("tru ", 0, .expectedValue),
    ("True", 0, .expectedValue),
    ("NaN", 0, .expectedValue),
    ("+1", 0, .expectedValue),
    (".5", 0, .expectedValue),
    ("-", 1, .endsEarly),
    ("-x", 1, .expectedNumber),
    ("1.", 2, .endsEarly),
    ("1.x", 2, .expectedNumber),
    ("1e ", 2, .expectedNumber),
    ("01 ", 2, .expectedNumber),
    ("[1e999]", 6, .numberTooLarge),
    ("[1 2]", 3, .expected(UInt8(ascii: "]"))),
    ("[1,]", 3, .expectedValue),
    (#"{"a":1,"a":2}"#, 7, .duplicateKey("a")),
    ("{a:1}", 1, .expected(UInt8(ascii: "\""))),
    ("1 1", 2, .textAfterEnd),
    ("'a'", 0, .expectedValue),
    (String(repeating: "[", count: 300), 256, .tooDeep(limit: 256)),
    (String(repeating: #"{"":"#, count: 300), 1024, .tooDeep(limit: 256)),
  ]

  @Test(arguments: refused)
  func `refuses`(_ text: String, _ byte: Int, _ fault: JSONFault) {
    #expect(throws: JSONError(byte: byte, fault: fault), "\(text.prefix(20))") {
      try JSON(parsing: text.utf8)
    }
  }

  @Test func `nests as deep as it says`() throws {
    let text = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(try JSON(parsing: text.utf8).text == text)
  }

  @Test func `strings are compared by their bytes`() {
    #expect(JSON.string("\u{E9}") != "e\u{301}")
    #expect((["\u{E9}": 1] as JSON)["e\u{301}"] == nil)
  }

  @Test func `what is no finite number is null`() {
    #expect(([.number(.nan), .number(.infinity), 1.5] as JSON).text == "[null,null,1.5]")
  }

  @Test func `looks in by key and kind`() {
    let value: JSON = ["a": 1, "b": "x", "c": [true], "d": 1.5]
    #expect(value["a"]?.integer == 1 && value["a"]?.number == 1 && value["a"]?.string == nil)
    #expect(value["b"]?.string == "x" && value["b"]?["x"] == nil)
    #expect(value["c"]?.array?.first?.boolean == true)
    #expect(value["d"]?.number == 1.5 && value["d"]?.integer == nil)
    #expect(value["e"] == nil && value.members?.count == 4)
  }

  /// Foundation takes it for JSON; what it makes of the digits and of U+FEFF is its own.
  @Test func `comes back whatever it holds`() throws {
    var random = RandomText(seed: 20_250_603)
    var generator = SplitMix64(seed: 7)
    for _ in 0..<2_000 {
      let number = Double(bitPattern: generator.next())
      let value: JSON = [
        .string(random.line()), .number(number.isFinite ? number : 0),
        .integer(Int(truncatingIfNeeded: generator.next())),
      ]
      #expect(try JSON(parsing: value.text.utf8) == value)
      let foreign = try JSONSerialization.jsonObject(with: Data(value.text.utf8)) as? [Any]
      #expect(foreign?.count == 3)
    }
  }
}
