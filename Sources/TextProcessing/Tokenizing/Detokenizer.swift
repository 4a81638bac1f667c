/// Gives back the text that was tokenized with joiners, byte for byte.
public struct Detokenizer: Sendable {
  private let style: TokenStyle

  public init(_ style: TokenStyle = .joiners) { self.style = style }

  /// What of a line made no sense: an escape that is none.
  public struct UnknownEscape: Error, Equatable, Sendable {
    public var byte: Int  // from 0 within the line
  }

  /// Appends the text of a line of tokens.
  public func append(_ line: Span<UInt8>, to output: inout [UInt8]) throws(UnknownEscape) {
    var start = 0
    var isJoined = true  // to what came before: nothing, at first
    while start <= line.count {
      let end = line.firstIndex(of: space, from: start) ?? line.count
      var token = start..<end
      let joinsNext = strip(&token, of: line, isJoined: &isJoined)
      if !isJoined { output.append(space) }
      try appendUnescaped(line, token, to: &output)
      isJoined = joinsNext
      start = end + 1
    }
  }

  /// Takes the marks off a token's ends; returns whether it is joined to the next.
  private func strip(_ token: inout Range<Int>, of line: Span<UInt8>, isJoined: inout Bool) -> Bool
  {
    switch style {
    case .characters:
      isJoined = true
      return true
    case .pieces:
      let goesOn = token.count > 2 && line.has(GapWriter.separator, at: token.upperBound - 2)
      if goesOn { token = token.lowerBound..<token.upperBound - 2 }
      return goesOn
    case .joiners:
      let width = Joiner.mark.count
      if token.count >= width, line.has(Joiner.mark, at: token.lowerBound) {
        token = token.lowerBound + width..<token.upperBound
        isJoined = true
      }
      let joinsNext = token.count >= width && line.has(Joiner.mark, at: token.upperBound - width)
      if joinsNext { token = token.lowerBound..<token.upperBound - width }
      return joinsNext
    }
  }

  private func appendUnescaped(
    _ line: Span<UInt8>, _ token: Range<Int>, to output: inout [UInt8]
  ) throws(UnknownEscape) {
    let bytes = line.extracting(token)
    guard style != .pieces, bytes.firstIndex(of: Joiner.lead, from: 0) != nil else {
      output.append(bytes)
      return
    }
    var position = 0
    while position < bytes.count {
      guard bytes.has(Joiner.escape, at: position) else {
        output.append(bytes[position])
        position += 1
        continue
      }
      guard let scalar = Joiner.unescape(bytes, at: position) else {
        throw UnknownEscape(byte: token.lowerBound + position)
      }
      output += Array(String(scalar).utf8)
      position += Joiner.escape.count + 4
    }
  }
}
