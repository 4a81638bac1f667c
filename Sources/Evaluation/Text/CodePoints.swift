import TextProcessing

// Text as Python's `str` has it: code points, on which sacreBLEU's rules are defined.

extension [Unicode.Scalar] {
  /// The code points of a line; what is not UTF-8 as U+FFFD. A mapper lowercases them.
  init(_ line: [UInt8], lowercasedBy mapper: CaseMapper?) {
    let text = String(decoding: line, as: UTF8.self)
    guard let mapper else {
      self = Array(text.unicodeScalars)
      return
    }
    var lowercase: [UInt8] = []
    mapper.appendLowercase(of: [UInt8](text.utf8).span, to: &lowercase)
    self = Array(String(decoding: lowercase, as: UTF8.self).unicodeScalars)
  }

  /// The words, in Python `text.split()`.
  func forEachWord(_ body: (ArraySlice<Unicode.Scalar>) -> Void) {
    var start = startIndex
    for index in indices where isWhiteSpace(self[index]) {
      if start < index { body(self[start..<index]) }
      start = index + 1
    }
    if start < endIndex { body(self[start...]) }
  }

  /// The words with a space between them, in Python `" ".join(text.split())`.
  func singleSpaced() -> Self {
    var result: Self = []
    forEachWord { word in
      if !result.isEmpty { result.append(" ") }
      result += word
    }
    return result
  }

  /// Without white space at the end, in Python `text.rstrip()`.
  func trimmedAtEnd() -> Self {
    let end = lastIndex { !isWhiteSpace($0) }
    return Array(prefix(through: end ?? -1))
  }

  /// Without white space at either end, in Python `text.strip()`.
  func trimmed() -> Self { trimmedAtEnd().drop(while: isWhiteSpace).map { $0 } }
}

/// Python's `str.isspace`: Unicode's White_Space, and the four separators of ASCII.
func isWhiteSpace(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x20, 0x09...0x0D, 0x1C...0x1F: true
  case 0...0x84: false
  case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
  default: false
  }
}

/// `[0-9]`, and no other digits.
func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
