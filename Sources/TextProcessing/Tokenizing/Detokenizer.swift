import Files

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
    try append(line, to: &output) { (escape) throws(UnknownEscape) in throw escape }
  }

  /// The same for tokens that nobody vouches for, such as a model's: an escape that is none stays as
  /// it stands, once `body` has heard of it.
  func append<Failure>(
    _ line: Span<UInt8>, to output: inout [UInt8],
    onUnknownEscape body: (UnknownEscape) throws(Failure) -> Void
  ) throws(Failure) {
    try forEachToken(of: line) { (_, own, isJoined) throws(Failure) in
      if !isJoined { output.append(space) }
      try appendUnescaped(line, own, to: &output, onUnknownEscape: body)
    }
  }

  /// Hands over each token: where it lies, where its own bytes do, without the marks at its ends, and
  /// whether it stood right behind the one before. The first is joined to nothing.
  func forEachToken<Failure>(
    of line: Span<UInt8>,
    _ body: (_ token: Range<Int>, _ own: Range<Int>, _ isJoined: Bool) throws(Failure) -> Void
  ) throws(Failure) {
    var start = 0
    var isJoined = true
    while start <= line.count {
      let token = start..<(line.firstIndex(of: space, from: start) ?? line.count)
      var own = token
      let joinsNext = strip(&own, of: line, isJoined: &isJoined)
      try body(token, own, isJoined)
      isJoined = joinsNext
      start = token.upperBound + 1
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

  /// Appends a token's own bytes.
  func appendUnescaped<Failure>(
    _ line: Span<UInt8>, _ token: Range<Int>, to output: inout [UInt8],
    onUnknownEscape body: (UnknownEscape) throws(Failure) -> Void
  ) throws(Failure) {
    let bytes = line.extracting(token)
    guard style != .pieces, bytes.firstIndex(of: Joiner.lead, from: 0) != nil else {
      output.append(bytes)
      return
    }
    var position = 0
    while position < bytes.count {
      if bytes.has(Joiner.escape, at: position) {
        if let scalar = Joiner.unescape(bytes, at: position) {
          output += Array(String(scalar).utf8)
          position += Joiner.escape.count + 4
          continue
        }
        try body(UnknownEscape(byte: token.lowerBound + position))
      }
      output.append(bytes[position])
      position += 1
    }
  }
}
