import Files
import Glibc
import TestSupport
import Testing

@testable import RecurrentModels

/// Files that a reader must not believe.
@Suite struct MalformedFileTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var file: SafetensorsBytes
    var error: @Sendable (_ path: String) -> SafetensorsError
    var testDescription: String { name }

    init(
      _ name: String, _ file: SafetensorsBytes,
      _ error: @escaping @Sendable (_ path: String) -> SafetensorsError
    ) {
      (self.name, self.file, self.error) = (name, file, error)
    }

    /// `position` is counted within the header.
    init(_ name: String, _ header: String, at position: Int, _ fault: JSONFault) {
      self.init(name, SafetensorsBytes(header)) {
        .malformedHeader(path: $0, byte: 8 + position, fault: fault)
      }
    }
  }

  @Test(arguments: lengths + texts + offsets) func `refuses`(_ malformed: Case) throws {
    let scratch = try ScratchFile(malformed.file.bytes)
    #expect(throws: malformed.error(scratch.path)) { try SafetensorsFile(path: scratch.path) }
  }

  @Test func `refuses a file that ends anywhere before its end`() throws {
    for fixture in try SafetensorsFixture.all where !fixture.tensors.isEmpty {
      let scratch = try ScratchFile(fixture.bytes)
      for length in fixture.bytes.indices.reversed() {
        #expect(truncate(scratch.path, length) == 0)
        #expect(throws: SafetensorsError.self, "\(fixture.name), \(length) bytes") {
          try SafetensorsFile(path: scratch.path)
        }
      }
    }
  }

  /// Whatever a changed byte makes of a header, it is refused or its tensors are all of the data.
  @Test func `survives the change of any byte`() throws {
    for fixture in try SafetensorsFixture.all {
      let dataSize = fixture.tensors.reduce(0) { $0 + $1.bytes.count }
      var text = Array(fixture.bytes.dropFirst(8).dropLast(dataSize))
      for position in text.indices {
        for value in [0x22, 0x39, 0x7D, 0xFF] as [UInt8] {
          let byte = text[position]
          text[position] = value
          let header = try? HeaderReader.read(text, path: "model", dataSize: dataSize)
          #expect(header.map(\.dataSize) ?? dataSize == dataSize)
          text[position] = byte
        }
      }
    }
  }
}

private let lengths: [MalformedFileTests.Case] = [
  .init(
    "a header of 2^63 bytes", SafetensorsBytes("{}", length: 1 << 63)
  ) { .headerTooLong(path: $0, length: 1 << 63, limit: 100_000_000) },
  .init(
    "a header of 2^64 - 1 bytes", SafetensorsBytes("{}", length: .max)
  ) { .headerTooLong(path: $0, length: .max, limit: 100_000_000) },
  .init(
    "a header of 100 MB and a byte", SafetensorsBytes("{}", length: 100_000_001)
  ) { .headerTooLong(path: $0, length: 100_000_001, limit: 100_000_000) },
  .init(
    "a header longer than the file", SafetensorsBytes("{}", length: 3)
  ) { .truncated(path: $0, expected: 11, found: 10) },
]

private let texts: [MalformedFileTests.Case] = [
  .init("no header", "", at: 0, .endsEarly),
  .init("no JSON", "Hello", at: 0, .expected(UInt8(ascii: "{"))),
  .init("an array", "[]", at: 0, .expected(UInt8(ascii: "{"))),
  .init("an object that does not end", "{", at: 1, .endsEarly),
  .init("a comma at the end", #"{"__metadata__":{},}"#, at: 19, .expected(UInt8(ascii: "\""))),
  .init("text after the end", "{} {}", at: 3, .textAfterEnd),
  .init("a zero byte after the end", "{}\0", at: 2, .textAfterEnd),
  .init("a byte order mark", "\u{FEFF}{}", at: 0, .expected(UInt8(ascii: "{"))),
  .init("a tensor that is a list", #"{"a":[]}"#, at: 5, .expected(UInt8(ascii: "{"))),
  .init("metadata that are null", #"{"__metadata__":null}"#, at: 16, .expected(UInt8(ascii: "{"))),
  .init(
    "a number as metadata", #"{"__metadata__":{"a":1}}"#, at: 21, .expected(UInt8(ascii: "\""))),
  .init(
    "metadata twice", #"{"__metadata__":{},"__metadata__":{}}"#, at: 19,
    .duplicateKey("__metadata__")),
  .init(
    "a key twice in the metadata", #"{"__metadata__":{"a":"","\u0061":""}}"#, at: 24,
    .duplicateKey("a")),
  .init(
    "a tensor twice", "{\(tensor("a", "F32", "0", "0,0")),\(tensor("a", "F32", "0", "0,0"))}",
    at: 54, .duplicateKey("a")),
  .init("a shape twice", #"{"a":{"shape":[],"shape":[]}}"#, at: 17, .duplicateKey("shape")),
  .init("a key that no tensor has", #"{"a":{"color":1}}"#, at: 14, .unknownKey("color")),
  .init("no type", #"{"a":{"shape":[],"data_offsets":[0,0]}}"#, at: 38, .missingKey("dtype")),
  .init("no shape", #"{"a":{"dtype":"F32","data_offsets":[0,0]}}"#, at: 41, .missingKey("shape")),
  .init("no offsets", #"{"a":{"dtype":"F32","shape":[]}}"#, at: 31, .missingKey("data_offsets")),
  .init("a negative size", #"{"a":{"shape":[-1]}}"#, at: 15, .expectedNumber),
  .init("a fraction", #"{"a":{"shape":[1.5]}}"#, at: 16, .expected(UInt8(ascii: "]"))),
  .init("an exponent", #"{"a":{"shape":[1e3]}}"#, at: 16, .expected(UInt8(ascii: "]"))),
  .init("a number with a zero before it", #"{"a":{"shape":[01]}}"#, at: 17, .expectedNumber),
  .init("a size of 2^63", #"{"a":{"shape":[9223372036854775808]}}"#, at: 33, .numberTooLarge),
  .init(
    "a number of 10,000 digits", #"{"a":{"shape":[\#(String(repeating: "9", count: 10_000))]}}"#,
    at: 33, .numberTooLarge),
  .init(
    "a million brackets", #"{"a":{"shape":\#(String(repeating: "[", count: 1_000_000))"#, at: 15,
    .expectedNumber),
  .init(
    "objects within objects", String(repeating: #"{"a":"#, count: 200_000), at: 10, .unknownKey("a")
  ),
  .init("a line feed within a string", "{\"a\n\":{}}", at: 3, .controlCharacter),
  .init("an unknown escape", #"{"a\x":{}}"#, at: 3, .badEscape),
  .init("an escape cut short", #"{"a\u12":{}}"#, at: 3, .badEscape),
  .init("an escape that is signed", #"{"a\u+123":{}}"#, at: 3, .badEscape),
  .init("half a surrogate pair", #"{"a\uD83Db":{}}"#, at: 3, .badEscape),
  .init("two first halves", #"{"a\uD83D\uD83D":{}}"#, at: 3, .badEscape),
  .init("a second half alone", #"{"a\uDE00":{}}"#, at: 3, .badEscape),
  .init("a string that does not end", #"{"a"#, at: 3, .endsEarly),
  .init("a string that ends in a backslash", #"{"a\"#, at: 4, .endsEarly),
  .init(
    "what is not UTF-8", SafetensorsBytes([0x7B, 0x22, 0xC3, 0x22, 0x7D])
  ) { .malformedHeader(path: $0, byte: 10, fault: .notUTF8) },
  .init(
    "a surrogate in UTF-8", SafetensorsBytes([0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x7D])
  ) { .malformedHeader(path: $0, byte: 10, fault: .notUTF8) },
]

private let offsets: [MalformedFileTests.Case] = [
  .init(
    "one offset", SafetensorsBytes("{\(tensor("a", "F32", "0", "0"))}")
  ) { .notTwoOffsets(path: $0, tensor: "a", found: 1) },
  .init(
    "three offsets", SafetensorsBytes("{\(tensor("a", "F32", "0", "0,0,0"))}")
  ) { .notTwoOffsets(path: $0, tensor: "a", found: 3) },
  .init(
    "a type that is none", SafetensorsBytes("{\(tensor("a", "F33", "1", "0,4"))}", data: 4)
  ) { .unknownType(path: $0, tensor: "a", type: "F33") },
  .init(
    "a type in small letters", SafetensorsBytes("{\(tensor("a", "f32", "1", "0,4"))}", data: 4)
  ) { .unknownType(path: $0, tensor: "a", type: "f32") },
  .init(
    "a shape of 2^64 elements",
    SafetensorsBytes("{\(tensor("a", "U8", "4294967296,4294967296", "0,0"))}")
  ) { .sizeOverflow(path: $0, tensor: "a", shape: [1 << 32, 1 << 32]) },
  .init(
    "a shape of 2^61 floats",
    SafetensorsBytes("{\(tensor("a", "F32", "2305843009213693952", "0,0"))}")
  ) { .sizeOverflow(path: $0, tensor: "a", shape: [1 << 61]) },
  .init(
    "more bytes than the shape has",
    SafetensorsBytes("{\(tensor("a", "F32", "2,1", "0,12"))}", data: 12)
  ) { .wrongLength(path: $0, tensor: "a", expected: 8, found: 12) },
  .init(
    "fewer bytes than the type has",
    SafetensorsBytes("{\(tensor("a", "F64", "1", "0,4"))}", data: 4)
  ) { .wrongLength(path: $0, tensor: "a", expected: 8, found: 4) },
  .init(
    "an end before the beginning", SafetensorsBytes("{\(tensor("a", "F32", "1", "4,0"))}", data: 4)
  ) { .badOffsets(path: $0, tensor: "a", begin: 4, end: 0, limit: 4) },
  .init(
    "an end behind the file", SafetensorsBytes("{\(tensor("a", "F32", "2", "0,8"))}", data: 7)
  ) { .badOffsets(path: $0, tensor: "a", begin: 0, end: 8, limit: 7) },
  .init(
    "the greatest offsets",
    SafetensorsBytes(
      "{\(tensor("a", "U8", "1", "9223372036854775806,9223372036854775807"))}", data: 1)
  ) { .badOffsets(path: $0, tensor: "a", begin: .max - 1, end: .max, limit: 1) },
  .init(
    "two tensors in one place",
    SafetensorsBytes(
      "{\(tensor("a", "F32", "1", "0,4")),\(tensor("b", "F32", "1", "0,4"))}", data: 4)
  ) { .overlap(path: $0, first: "a", second: "b") },
  .init(
    "a tensor that begins within another",
    SafetensorsBytes(
      "{\(tensor("b", "U8", "4", "2,6")),\(tensor("a", "U8", "4", "0,4"))}", data: 6)
  ) { .overlap(path: $0, first: "a", second: "b") },
  .init(
    "bytes before the first tensor",
    SafetensorsBytes("{\(tensor("a", "U8", "1", "3,4"))}", data: 4)
  ) { .unclaimedBytes(path: $0, bytes: 61..<64) },
  .init(
    "bytes between two tensors",
    SafetensorsBytes(
      "{\(tensor("a", "U8", "1", "0,1")),\(tensor("b", "U8", "1", "2,3"))}", data: 3)
  ) { .unclaimedBytes(path: $0, bytes: 114..<115) },
  .init(
    "bytes behind the last tensor", SafetensorsBytes("{\(tensor("a", "U8", "1", "0,1"))}", data: 2)
  ) { .unclaimedBytes(path: $0, bytes: 62..<63) },
  .init(
    "bytes and no tensors", SafetensorsBytes("{}", data: 5)
  ) { .unclaimedBytes(path: $0, bytes: 10..<15) },
]
