import Files

/// How text is written as tokens so that it can be had back byte for byte.
///
/// Between two tokens stands one U+0020, which means one U+0020 in the text unless a joiner says
/// that they stood together. White space that this does not say is a token of its own. The joiner
/// and the escape are characters that text hardly ever holds; where it does, they are escaped.
enum Joiner {
  static let mark = Array("￭".utf8)  // U+FFED, as OpenNMT writes it
  static let escape = Array("％".utf8)  // U+FF05, then four hexadecimal digits

  /// The byte that both begin with, which hardly any other character does.
  static let lead = mark[0]

  static func appendEscaped(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
    let digits = Array("0123456789ABCDEF".utf8)
    output += escape
    for shift in [12, 8, 4, 0] { output.append(digits[Int(scalar.value >> UInt32(shift)) & 15]) }
  }

  /// Appends a token's own bytes, with the marks that happen to be in it escaped.
  static func append(_ token: Span<UInt8>, to output: inout [UInt8]) {
    guard token.count >= 3, token.firstIndex(of: lead, from: 0) != nil else {
      output.append(token)
      return
    }
    var position = 0
    while position < token.count {
      let isMark = token.has(mark, at: position)
      if isMark || token.has(escape, at: position) {
        appendEscaped(token.scalar(at: position), to: &output)
        position += mark.count
      } else {
        output.append(token[position])
        position += 1
      }
    }
  }

  /// What an escape at a position of the text stands for, or nil where it is none of ours.
  static func unescape(_ text: Span<UInt8>, at position: Int) -> Unicode.Scalar? {
    let start = position + escape.count
    guard start + 4 <= text.count else { return nil }
    var value: UInt32 = 0
    for index in start..<start + 4 {
      guard let digit = hexadecimal(text[index]) else { return nil }
      value = value << 4 | digit
    }
    return value == lineFeed ? nil : Unicode.Scalar(value)  // no line holds one
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x41 + 10
    default: nil
    }
  }
}

extension Span<UInt8> {
  /// Whether the bytes stand at a position.
  func has(_ bytes: [UInt8], at position: Int) -> Bool {
    guard position >= 0, position + bytes.count <= count else { return false }
    for index in bytes.indices where self[position + index] != bytes[index] { return false }
    return true
  }
}

extension [UInt8] {
  mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append(contentsOf: $0) }
  }
}
