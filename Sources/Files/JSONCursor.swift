/// Reads JSON values one after another, each as what it has to be.
///
/// So nothing nests deeper than the caller does. Stricter than JSON: keys are unique. Time is linear
/// in the text. Of a reader's errors it knows only how to make them (`failure`): a byte, counted from
/// 0, and what is wrong there.
package struct JSONCursor<Failure: Error> {
  let text: [UInt8]
  private let makeFailure: (_ byte: Int, _ fault: JSONFault) -> Failure
  var position = 0

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

  func failure(_ fault: JSONFault, at position: Int) -> Failure {
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

  // MARK: - Parts of values

  var current: UInt8? { position < text.count ? text[position] : nil }

  mutating func list(
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

  mutating func skip(_ character: Unicode.Scalar) throws(Failure) {
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

  mutating func skipWhiteSpace() {
    while let byte = current, whiteSpace.contains(byte) { position += 1 }
  }
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
private let whiteSpace: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
