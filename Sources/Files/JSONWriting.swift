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
