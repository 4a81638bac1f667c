import Files

/// Restores the text that tokens were written from: byte for byte, but with `TokenStyle.pieces`.
///
///     let text = try Detokenizer(.joiners).text(of: "L'￭ homme ￭.")  // L'homme.
public struct Detokenizer: Sendable {
  private let style: TokenStyle

  /// `style` is the one that the tokens were written in.
  public init(_ style: TokenStyle = .joiners) { self.style = style }

  /// A line holds the escape character without four hexadecimal digits after it.
  public struct UnknownEscape: Error, Equatable, Sendable {
    /// Where it begins, counted from 0 within the line.
    public var byte: Int
  }

  /// The text of a line of tokens.
  public func text(of line: String) throws(UnknownEscape) -> String {
    var text: [UInt8] = []
    try append(Array(line.utf8).span, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends the text of a line of tokens.
  public func append(_ line: Span<UInt8>, to output: inout [UInt8]) throws(UnknownEscape) {
    try append(line, to: &output) { (escape) throws(UnknownEscape) in throw escape }
  }

  /// The same for tokens that may be malformed, such as a model's: an unknown escape is handed to
  /// `body` and, unless that throws, stays as it is.
  func append<Failure>(
    _ line: Span<UInt8>, to output: inout [UInt8],
    onUnknownEscape body: (UnknownEscape) throws(Failure) -> Void
  ) throws(Failure) {
    try forEachToken(of: line) { (_, own, isJoined) throws(Failure) in
      if !isJoined { output.append(space) }
      try appendUnescaped(line, own, to: &output, onUnknownEscape: body)
    }
  }

  /// Calls `body` with each token's range, the range of its own bytes, without the marks at its ends,
  /// and whether it directly followed the one before, which is true of the first.
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

  /// Takes the marks off a token's ends; returns whether the next is joined to it.
  private func strip(_ token: inout Range<Int>, of line: Span<UInt8>, isJoined: inout Bool) -> Bool
  {
    switch style {
    case .characters:
      isJoined = true
      return true
    case .pieces:
      let goesOn = token.count > 2 && line.has(TokenStyle.continuation, at: token.upperBound - 2)
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
