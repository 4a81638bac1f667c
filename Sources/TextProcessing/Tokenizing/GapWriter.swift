import Files

/// Writes what stands between tokens: where they are one chunk, and where white space parts them.
struct GapWriter: Sendable {
  let style: TokenStyle

  /// A token's own bytes. Where text can be had back, the marks that happen to be in it are escaped.
  @inline(__always)
  func append(token: Span<UInt8>, to output: inout [UInt8]) {
    if style == .pieces { output.append(token) } else { Joiner.append(token, to: &output) }
  }

  /// Between two tokens that stand together.
  @inline(__always)
  func appendJoin(leftCarries: Bool, to output: inout [UInt8]) {
    if style == .joiners && leftCarries { output += Joiner.mark }
    output.append(space)
    if style == .joiners && !leftCarries { output += Joiner.mark }
  }

  /// Between two pieces of a word.
  func appendInsideWord(to output: inout [UInt8]) {
    if style == .pieces { output += Self.separator }
    appendJoin(leftCarries: false, to: &output)
  }

  static let separator = Array("@@".utf8)

  /// What stands before a chunk or, after the last one, at the end of the line.
  ///
  /// A space with a token on either side is implied by the space that is written there; any other
  /// white space is a token. A byte order mark and a carriage return are white space at the ends.
  @inline(__always)
  func append(
    _ text: Span<UInt8>, _ gap: Range<Int>, isFirst: Bool, isLast: Bool, _ marks: LineMarks,
    to output: inout [UInt8]
  ) {
    let isInside = !isFirst && !isLast
    if style == .pieces {
      if isInside { output.append(space) }
    } else if style == .joiners && isInside && gap.count == 1 && text[gap.lowerBound] == space {
      output.append(space)
    } else if isInside || !gap.isEmpty
      || !marks.isDisjoint(with: [.byteOrderMark, .carriageReturn])
    {
      let scalars = scalars(of: text, gap, isFirst: isFirst, isLast: isLast, marks)
      if style == .characters {
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
