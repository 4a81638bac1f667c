/// What is done with a line that is not UTF-8.
public enum InvalidUTF8Policy: String, CaseIterable, Sendable {
  case error
  case replace  // U+FFFD for each part that is wrong
  case skip  // the line is left out and named in the ledger
}

/// A line that was left out, and why.
public struct Drop: Equatable, Sendable {
  public var path: String
  public var line: Int
  public var reason: String

  public init(path: String, line: Int, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }
}

extension LineBlock {
  /// Hands each line to `body` as sound UTF-8, as the policy has it; returns the lines left out.
  ///
  /// A whole block is checked at once, and its lines one by one only where something is wrong.
  public func forEachLine(
    ifInvalid policy: InvalidUTF8Policy,
    _ body: (_ text: Span<UInt8>, _ line: LineSpan) throws -> Void
  ) throws -> [Drop] {
    let isSound = firstInvalidByte(bytes.span) == nil
    var drops: [Drop] = []
    for line in self {
      let text = bytes.span.extracting(line.text)
      guard !isSound, let wrong = firstInvalidByte(text) else {
        try body(text, line)
        continue
      }
      let byte = wrong + 1 + (line.marks.contains(.byteOrderMark) ? Self.byteOrderMark.count : 0)
      switch policy {
      case .error:
        throw TextError.invalidUTF8(
          path: path, line: line.number, byte: byte, value: text[wrong])
      case .skip:
        drops.append(Drop(path: path, line: line.number, reason: "invalid-utf8 byte \(byte)"))
      case .replace:
        let repaired = Array(String(decoding: bytes[line.text], as: UTF8.self).utf8)
        try body(repaired.span, line)
      }
    }
    return drops
  }
}
