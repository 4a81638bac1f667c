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

/// Reads JSON values one after another, each as what it has to be.
///
/// So nothing nests deeper than the caller does. Stricter than JSON: keys are unique. Time is linear
/// in the text. Of a reader's errors it knows only how to make them (`failure`): a byte, counted from
/// 0, and what is wrong there.
package struct JSONCursor<Failure: Error> {
  private let text: [UInt8]
  private let makeFailure: (_ byte: Int, _ fault: JSONFault) -> Failure
  private var position = 0

  package init(
    _ text: [UInt8], failure: @escaping (_ byte: Int, _ fault: JSONFault) -> Failure
  ) throws(Failure) {
    (self.text, makeFailure) = (text, failure)
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: text.span)
    } catch {
      throw failure(error.byteOffsets.lowerBound, .notUTF8)
    }
  }

  /// An error at the place that reading has come to.
  package func failure(_ fault: JSONFault) -> Failure {
    failure(position < text.count ? fault : .endsEarly, at: position)
  }

  private func failure(_ fault: JSONFault, at position: Int) -> Failure {
    makeFailure(position, fault)
  }

  /// Reads an object: hands each key to `body`, which reads the value.
  package mutating func object(
    _ body: (inout JSONCursor, _ key: String) throws(Failure) -> Void
  ) throws(Failure) {
    var keys: Set<[UInt8]> = []
    try list(from: "{", to: "}") { (cursor) throws(Failure) in
      let start = cursor.position
      let key = try cursor.string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw cursor.failure(.duplicateKey(key), at: start)
      }
      try cursor.skip(":")
      try body(&cursor, key)
    }
  }

  package mutating func naturals() throws(Failure) -> [Int] {
    var numbers: [Int] = []
    try list(from: "[", to: "]") { (cursor) throws(Failure) in
      numbers.append(try cursor.natural())
    }
    return numbers
  }

  package mutating func string() throws(Failure) -> String {
    try skip("\"")
    var bytes: [UInt8] = []
    while true {
      let start = position
      while let byte = current, byte >= 0x20, byte != quote, byte != backslash { position += 1 }
      bytes += text[start..<position]
      switch current {
      case quote:
        position += 1
        return String(decoding: bytes, as: UTF8.self)
      case backslash: bytes += try escape().utf8
      default: throw failure(.controlCharacter)
      }
    }
  }

  package mutating func end() throws(Failure) {
    skipWhiteSpace()
    if position < text.count { throw failure(.textAfterEnd) }
  }

  // MARK: Any value

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

  // MARK: Parts of values

  private var current: UInt8? { position < text.count ? text[position] : nil }

  private mutating func list(
    from opening: Unicode.Scalar, to closing: Unicode.Scalar,
    _ element: (inout JSONCursor) throws(Failure) -> Void
  ) throws(Failure) {
    try skip(opening)
    skipWhiteSpace()
    if current != UInt8(ascii: closing) {
      try element(&self)
      while skipsComma() { try element(&self) }
    }
    try skip(closing)
  }

  private mutating func natural() throws(Failure) -> Int {
    skipWhiteSpace()
    let first = position
    var number = 0
    while let byte = current, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
      let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      let (sum, isStillTooLarge) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if isTooLarge || isStillTooLarge { throw failure(.numberTooLarge) }
      number = sum
      position += 1
    }
    let hasLeadingZero = position > first + 1 && text[first] == UInt8(ascii: "0")
    if position == first || hasLeadingZero { throw failure(.expectedNumber) }
    return number
  }

  /// The character of an escape such as `\n`, `\u00E9` or `\uD83D\uDE00`.
  private mutating func escape() throws(Failure) -> Unicode.Scalar {
    let start = position
    position += 1
    guard let letter = current else { throw failure(.endsEarly) }
    position += 1
    switch letter {
    case quote, backslash, UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "u"): if let scalar = hexadecimalScalar() { return scalar }
    default: break
    }
    throw failure(.badEscape, at: start)
  }

  private mutating func hexadecimalScalar() -> Unicode.Scalar? {
    guard let unit = hexadecimalUnit() else { return nil }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard UTF16.isLeadSurrogate(unit),
      text[position...].starts(with: [backslash, UInt8(ascii: "u")])
    else { return nil }
    position += 2
    guard let second = hexadecimalUnit(), UTF16.isTrailSurrogate(second) else { return nil }
    return UTF16.decode(UTF16.EncodedScalar([unit, second]))
  }

  private mutating func hexadecimalUnit() -> UInt16? {
    let digits = text[position...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else {
      return nil
    }
    position += 4
    return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private mutating func skip(_ character: Unicode.Scalar) throws(Failure) {
    skipWhiteSpace()
    guard current == UInt8(ascii: character) else {
      throw failure(.expected(UInt8(ascii: character)))
    }
    position += 1
  }

  private mutating func skipsComma() -> Bool {
    skipWhiteSpace()
    guard current == UInt8(ascii: ",") else { return false }
    position += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = current, whiteSpace.contains(byte) { position += 1 }
  }
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
private let whiteSpace: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]

/// What is wrong with a text that is to be JSON, or with what it says.
public enum JSONFault: Equatable, Sendable {
  case notUTF8
  case endsEarly
  /// Another byte stands where this one has to.
  case expected(UInt8)
  case expectedValue
  case expectedNumber
  /// Beyond the greatest signed number of 64 bits, or the greatest double.
  case numberTooLarge
  /// A control character that is not escaped.
  case controlCharacter
  case badEscape
  /// Lists and objects within each other beyond any sense.
  case tooDeep(limit: Int)
  case duplicateKey(String)
  case unknownKey(String)
  case missingKey(String)
  case textAfterEnd
}

/// A text that is not JSON. `byte` is where reading stopped, counted from 0.
public struct JSONError: Error, Equatable, Sendable {
  public var byte: Int
  public var fault: JSONFault

  public init(byte: Int, fault: JSONFault) {
    self.byte = byte
    self.fault = fault
  }
}
