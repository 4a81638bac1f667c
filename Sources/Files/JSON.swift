/// A JSON value. Objects keep the order of their members; strings are compared by their bytes.
package enum JSON: Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  package struct Member: Sendable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

extension JSON: Equatable {
  package static func == (one: JSON, other: JSON) -> Bool {
    switch (one, other) {
    case (.null, .null): true
    case (.boolean(let one), .boolean(let other)): one == other
    case (.integer(let one), .integer(let other)): one == other
    case (.number(let one), .number(let other)): one == other
    case (.string(let one), .string(let other)): one.hasSameBytes(as: other)
    case (.array(let one), .array(let other)): one == other
    case (.object(let one), .object(let other)): one == other
    default: false
    }
  }
}

extension JSON.Member: Equatable {
  package static func == (one: Self, other: Self) -> Bool {
    one.key.hasSameBytes(as: other.key) && one.value == other.value
  }
}

// MARK: - Looking in, nil where something else is there

extension JSON {
  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.hasSameBytes(as: key) }?.value
  }

  package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
  package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
  package var members: [Member]? { if case .object(let members) = self { members } else { nil } }

  /// A whole number, too.
  package var number: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: nil
    }
  }
}

// MARK: - As it is written in Swift

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
  package init(arrayLiteral values: JSON...) { self = .array(values) }
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0, $1) })
  }
}

// MARK: - Writing

extension JSON {
  /// The value on one line without spaces, members in their order. What is not a finite number is
  /// `null`, since JSON has no word for it; every other double comes back as it was.
  package var text: String {
    var bytes: [UInt8] = []
    bytes.append(json: self)
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension [UInt8] {
  /// Appends a value as `JSON.text` has it.
  package mutating func append(json: JSON) {
    switch json {
    case .null: append(contentsOf: "null".utf8)
    case .boolean(let value): append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): append(contentsOf: String(value).utf8)
    case .number(let value):
      append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
    case .string(let value): append(quoted: value)
    case .array(let values): appendList("[", values, "]") { $0.append(json: $1) }
    case .object(let members):
      appendList("{", members, "}") { bytes, member in
        bytes.append(quoted: member.key)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(json: member.value)
      }
    }
  }

  /// Appends a string in quotes, with no more escapes than have to be.
  package mutating func append(quoted string: String) {
    append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): self += [UInt8(ascii: "\\"), byte]
      case 0x08: append(contentsOf: "\\b".utf8)
      case 0x09: append(contentsOf: "\\t".utf8)
      case 0x0A: append(contentsOf: "\\n".utf8)
      case 0x0C: append(contentsOf: "\\f".utf8)
      case 0x0D: append(contentsOf: "\\r".utf8)
      case 0x00..<0x20:
        append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
        append(contentsOf: String(byte, radix: 16).utf8)
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  private mutating func appendList<Value>(
    _ opening: Unicode.Scalar, _ values: [Value], _ closing: Unicode.Scalar,
    _ appendValue: (inout [UInt8], Value) -> Void
  ) {
    append(UInt8(ascii: opening))
    for (index, value) in values.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      appendValue(&self, value)
    }
    append(UInt8(ascii: closing))
  }
}
