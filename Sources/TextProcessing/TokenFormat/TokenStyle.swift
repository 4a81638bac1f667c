import Files

/// How tokens are written, and so how the text is restored from them.
///
///     let writer = try Tokenizer().makeWriter(style: .joiners)
public enum TokenStyle: String, CaseIterable, Sendable {
  /// The joiner marks what stood together: nothing is lost.
  case joiners
  /// Tokens alone; `@@` at the end of a piece that its word goes on after, as subword-nmt writes it.
  case pieces
  /// Every token directly follows the one before, and white space is a token: nothing is lost.
  case characters

  /// The end of a piece that is not its word's last.
  static let continuation = Array("@@".utf8)
}

// MARK: Writing

extension TokenStyle {
  /// A token's own bytes. Where text can be restored, the marks that happen to be in it are escaped.
  @inline(__always)
  func append(token: Span<UInt8>, to output: inout [UInt8]) {
    if self == .pieces { output.append(token) } else { Joiner.append(token, to: &output) }
  }

  /// Between two tokens that stand together.
  @inline(__always)
  func appendJoin(leftCarries: Bool, to output: inout [UInt8]) {
    if self == .joiners && leftCarries { output += Joiner.mark }
    output.append(space)
    if self == .joiners && !leftCarries { output += Joiner.mark }
  }

  /// Between two pieces of a word.
  func appendInsideWord(to output: inout [UInt8]) {
    if self == .pieces { output += Self.continuation }
    appendJoin(leftCarries: false, to: &output)
  }

  /// The gap before a chunk or, after the last one, at the end of the line. A space with a token on
  /// either side is implied by the space that is written there; any other white space is a token. A
  /// byte order mark and a carriage return are white space at the ends.
  @inline(__always)
  func appendGap(
    _ text: Span<UInt8>, _ gap: Range<Int>, isFirst: Bool, isLast: Bool, _ marks: LineMarks,
    to output: inout [UInt8]
  ) {
    let isInside = !isFirst && !isLast
    if self == .pieces {
      if isInside { output.append(space) }
    } else if self == .joiners && isInside && gap.count == 1 && text[gap.lowerBound] == space {
      output.append(space)
    } else if isInside || !gap.isEmpty
      || !marks.isDisjoint(with: [.byteOrderMark, .carriageReturn])
    {
      let scalars = scalars(of: text, gap, isFirst: isFirst, isLast: isLast, marks)
      if self == .characters {
        appendEach(scalars, isFirst: isFirst, isLast: isLast, to: &output)
      } else {
        appendJoined(scalars, isFirst: isFirst, isLast: isLast, to: &output)
      }
    }
  }

  private func appendEach(
    _ scalars: [Unicode.Scalar], isFirst: Bool, isLast: Bool, to output: inout [UInt8]
  ) {
    for (index, scalar) in scalars.enumerated() {
      if index > 0 || !isFirst { output.append(space) }
      Joiner.appendEscaped(scalar, to: &output)
    }
    if !isLast && !scalars.isEmpty { output.append(space) }
  }

  private func appendJoined(
    _ scalars: [Unicode.Scalar], isFirst: Bool, isLast: Bool, to output: inout [UInt8]
  ) {
    var hasTokenBefore = !isFirst
    var isImplied = false  // whether the last space written stands for one of the text
    for (index, scalar) in scalars.enumerated() {
      let isFollowed = index + 1 < scalars.count || !isLast
      if scalar == " ", hasTokenBefore, !isImplied, isFollowed {
        output.append(space)
        isImplied = true
        continue
      }
      if hasTokenBefore && !isImplied { appendJoin(leftCarries: false, to: &output) }
      Joiner.appendEscaped(scalar, to: &output)
      hasTokenBefore = true
      isImplied = false
    }
    if !isLast && !scalars.isEmpty && !isImplied { appendJoin(leftCarries: true, to: &output) }
  }

  private func scalars(
    of text: Span<UInt8>, _ gap: Range<Int>, isFirst: Bool, isLast: Bool, _ marks: LineMarks
  ) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = isFirst && marks.contains(.byteOrderMark) ? ["\u{FEFF}"] : []
    var position = gap.lowerBound
    while position < gap.upperBound {
      scalars.append(text.scalar(at: position))
      position = text.endOfCodePoint(from: position)
    }
    if isLast && marks.contains(.carriageReturn) { scalars.append("\r") }
    return scalars
  }
}

/// The marks by which text that was written as tokens can be restored byte for byte. Between two
/// tokens stands one U+0020, which means one U+0020 in the text unless a joiner says that they
/// stood together. Other white space is a token of its own. The joiner and the escape are
/// characters that text hardly ever holds; where it does, they are escaped.
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

  /// The character that an escape at a position of the text stands for, or nil where it is not one
  /// of ours.
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
