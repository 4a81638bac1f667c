// In a vocabulary file `\t`, `\n`, `\r`, `\s` and `\\` stand for TAB, line feed, carriage return,
// space and backslash, so that a token is one word to any tool that splits at white space.

private let backslash = UInt8(ascii: "\\")
private let escapes: [(letter: UInt8, meaning: UInt8)] = [
  (UInt8(ascii: "t"), UInt8(ascii: "\t")), (UInt8(ascii: "n"), UInt8(ascii: "\n")),
  (UInt8(ascii: "r"), UInt8(ascii: "\r")), (UInt8(ascii: "s"), UInt8(ascii: " ")),
  (backslash, backslash),
]

extension [UInt8] {
  mutating func appendEscaped(_ token: some Sequence<UInt8>) {
    for byte in token {
      if let escape = escapes.first(where: { $0.meaning == byte }) {
        append(backslash)
        append(escape.letter)
      } else {
        append(byte)
      }
    }
  }
}

/// What is wrong with an escaped token, and at which byte, counted from 0.
enum EscapeFault: Error {
  case notEscaped(UInt8, at: Int)
  case unknownEscape(String, at: Int)
}

/// Takes the escapes out of a token.
func unescaped(_ text: Span<UInt8>) throws(EscapeFault) -> [UInt8] {
  var token: [UInt8] = []
  var index = 0
  while index < text.count {
    let byte = text[index]
    if byte == backslash {
      let end = index + 1 < text.count ? text.endOfCodePoint(from: index + 1) : index + 1
      guard index + 1 < text.count,
        let escape = escapes.first(where: { $0.letter == text[index + 1] })
      else { throw .unknownEscape(String(text.extracting(index..<end)), at: index) }
      token.append(escape.meaning)
      index = end
    } else if escapes.contains(where: { $0.meaning == byte }) {
      throw .notEscaped(byte, at: index)
    } else {
      token.append(byte)
      index += 1
    }
  }
  return token
}
