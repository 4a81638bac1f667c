import Files

/// Writes each line's tokens, for `transformLines`.
///
///     let tokenization = Tokenization(try Tokenizer().makeWriter(), ifInvalid: .replace)
public struct Tokenization: BlockTransform {
  private var writer: TokenWriter
  private let policy: InvalidUTF8Policy

  /// `policy` decides about lines that are not UTF-8.
  public init(_ writer: TokenWriter, ifInvalid policy: InvalidUTF8Policy = .error) {
    self.writer = writer
    self.policy = policy
  }

  /// Appends the lines' tokens, and their line feeds.
  public mutating func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop] {
    try block.forEachLine(ifInvalid: policy) { text, line in
      // Counted through all files, so that dropout splits their words differently.
      let number = block.linesBefore + line.number
      try writer.append(text, number: number, marks: line.marks, to: &output)
      if line.marks.contains(.lineFeed) { output.append(lineFeed) }
    }
  }
}

/// Writes the text that each line's tokens came from.
///
///     let detokenization = Detokenization(Detokenizer(.joiners))
public struct Detokenization: BlockTransform {
  private let detokenizer: Detokenizer
  private let policy: InvalidUTF8Policy

  /// `policy` decides about lines that are not UTF-8.
  public init(_ detokenizer: Detokenizer, ifInvalid policy: InvalidUTF8Policy = .error) {
    self.detokenizer = detokenizer
    self.policy = policy
  }

  /// Appends the lines' text, and the marks around it.
  public mutating func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop] {
    if block.hasByteOrderMark { output += LineBlock.byteOrderMark }
    return try block.forEachLine(ifInvalid: policy) { text, line in
      do throws(Detokenizer.UnknownEscape) {
        try detokenizer.append(text, to: &output)
      } catch {
        throw TextError.unknownEscape(
          path: block.path, line: line.number, byte: error.byte + 1,
          value: text.characters(from: error.byte, most: 5))
      }
      if line.marks.contains(.carriageReturn) { output.append(carriageReturn) }
      if line.marks.contains(.lineFeed) { output.append(lineFeed) }
    }
  }
}

/// Tokenizes each line, detokenizes it again and compares; writes nothing.
///
///     let check = RoundTrip(try Tokenizer().makeWriter(style: .joiners), style: .joiners)
public struct RoundTrip: BlockTransform {
  /// The first line that was not restored.
  public struct Failure: Error, Equatable, Sendable {
    /// The file.
    public var path: String
    /// The line's number, counted from 1.
    public var line: Int
    /// The line.
    public var text: String
    /// Its tokens.
    public var tokens: String
    /// What was made of them instead of the line.
    public var result: String
  }

  private var writer: TokenWriter
  private let detokenizer: Detokenizer

  /// - Parameter style: The writer's own.
  public init(_ writer: TokenWriter, style: TokenStyle) {
    self.writer = writer
    detokenizer = Detokenizer(style)
  }

  /// Throws a `Failure` at the first line that is not restored.
  public mutating func transform(_ block: LineBlock, into output: inout [UInt8]) throws -> [Drop] {
    var tokens: [UInt8] = []
    var result: [UInt8] = []
    return try block.forEachLine(ifInvalid: .error) { text, line in
      tokens.removeAll(keepingCapacity: true)
      result.removeAll(keepingCapacity: true)
      try writer.append(text, number: line.number, marks: line.marks, to: &tokens)
      try detokenizer.append(tokens.span, to: &result)
      let expected = line.marks.around(Array(text))
      if result == expected { return }
      throw Failure(
        path: block.path, line: line.number, text: String(decoding: expected, as: UTF8.self),
        tokens: String(decoding: tokens, as: UTF8.self),
        result: String(decoding: result, as: UTF8.self))
    }
  }
}

extension LineMarks {
  /// A line's bytes as they stood in the file, but for the line feed.
  func around(_ text: [UInt8]) -> [UInt8] {
    let before = contains(.byteOrderMark) ? LineBlock.byteOrderMark : []
    return before + text + (contains(.carriageReturn) ? Array("\r".utf8) : [])
  }
}

extension Span<UInt8> {
  /// A few characters, to be shown.
  func characters(from start: Int, most: Int) -> String {
    String(String(extracting(start...)).prefix(most))
  }
}
