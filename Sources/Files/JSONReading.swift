extension JSON {
  /// How deep lists and objects may nest: far beyond any sense, and far within any stack.
  package static let depthLimit = 256

  /// Reads a text that is one value.
  package init(parsing text: some Sequence<UInt8>) throws(JSONError) {
    var cursor = try JSONCursor(Array(text)) { JSONError(byte: $0, fault: $1) }
    self = try cursor.value()
    try cursor.end()
  }
}

extension JSONCursor {
  /// Reads whatever value comes. A number without a fraction and an exponent is an
  /// integer, where one of 64 bits holds it.
  package mutating func value() throws(Failure) -> JSON { try value(depth: 1) }

  package mutating func boolean() throws(Failure) -> Bool {
    skipWhiteSpace()
    let isTrue = current == UInt8(ascii: "t")
    try skip(word: isTrue ? "true" : "false")
    return isTrue
  }

  private mutating func value(depth: Int) throws(Failure) -> JSON {
    if depth > JSON.depthLimit { throw failure(.tooDeep(limit: JSON.depthLimit)) }
    skipWhiteSpace()
    switch current {
    case UInt8(ascii: "{"): return .object(try members(depth: depth))
    case UInt8(ascii: "["): return .array(try elements(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean(try boolean())
    case UInt8(ascii: "n"):
      try skip(word: "null")
      return .null
    default: return try number()
    }
  }

  private mutating func members(depth: Int) throws(Failure) -> [JSON.Member] {
    var members: [JSON.Member] = []
    try object { (cursor, key) throws(Failure) in
      members.append(JSON.Member(key, try cursor.value(depth: depth + 1)))
    }
    return members
  }

  private mutating func elements(depth: Int) throws(Failure) -> [JSON] {
    var elements: [JSON] = []
    try list(from: "[", to: "]") { (cursor) throws(Failure) in
      elements.append(try cursor.value(depth: depth + 1))
    }
    return elements
  }

  private mutating func skip(word: StaticString) throws(Failure) {
    let bytes = Array("\(word)".utf8)
    guard text[position...].starts(with: bytes) else { throw failure(.expectedValue) }
    position += bytes.count
  }

  // MARK: Numbers

  private mutating func number() throws(Failure) -> JSON {
    let start = position
    let isNegative = skips("-")
    guard isNegative || isAtDigit else { throw failure(.expectedValue) }
    let beginsWithZero = current == UInt8(ascii: "0")
    let digits = try skipDigits()
    if beginsWithZero, digits > 1 { throw failure(.expectedNumber) }
    var isWhole = true
    if skips(".") {
      isWhole = false
      try skipDigits()
    }
    if skips("e") || skips("E") {
      isWhole = false
      _ = skips("+") || skips("-")
      try skipDigits()
    }
    let text = String(decoding: text[start..<position], as: UTF8.self)
    if isWhole, let integer = Int(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw failure(.numberTooLarge) }
    return .number(number)
  }

  private var isAtDigit: Bool {
    current.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
  }

  /// How many there were; at least one.
  @discardableResult private mutating func skipDigits() throws(Failure) -> Int {
    let start = position
    while isAtDigit { position += 1 }
    if position == start { throw failure(.expectedNumber) }
    return position - start
  }

  private mutating func skips(_ character: Unicode.Scalar) -> Bool {
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
