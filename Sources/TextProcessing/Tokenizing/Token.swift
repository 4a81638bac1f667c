/// A token and where in the raw line it came from.
public struct Token: Equatable, Sendable {
  /// The token as the tokenizer's options made it: normalized, lowercased.
  public var bytes: [UInt8]
  /// The bytes of the raw line that it stands for.
  public var range: Range<Int>
  /// Whether it stands right behind the token before, with nothing between.
  public var isJoined: Bool

  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

extension Tokenizer {
  /// The tokens of one line of sound UTF-8, white space left out.
  ///
  /// For many lines, and for text to be written, a `TokenWriter` is faster: it remembers words.
  /// Keras' words have no place in the line: that kind throws `TokenizerError.losesText`.
  public func tokens(of line: Span<UInt8>) throws -> [Token] {
    if options.kind == .keras { throw TokenizerError.losesText }
    guard let normalizer = try Normalizer(options) else {
      return try tokens(of: line, alignment: nil)
    }
    var text: [UInt8] = []
    try normalizer.append(line, to: &text)
    let alignment = Alignment(try normalizer.steps(of: line))
    return try tokens(of: text.span, alignment: alignment)
  }

  public func tokens(of line: String) throws -> [Token] {
    try tokens(of: Array(line.utf8).span)
  }

  private func tokens(of text: Span<UInt8>, alignment: Alignment?) throws -> [Token] {
    let chunks = ChunkTokenizer(plan)
    var tokens: [Token] = []
    var found: [ChunkToken] = []
    var chunker = Chunker(splitsAtSpaceAlone: options.kind == .space)
    while let chunk = chunker.next(in: text) {
      try chunks.split(text.extracting(chunk), into: &found)
      var start = chunk.lowerBound
      for token in found {
        let range = start..<chunk.lowerBound + Int(token.end)
        tokens.append(
          Token(
            bytes: Array(text.extracting(range)), range: alignment?.raw(range) ?? range,
            isJoined: start > chunk.lowerBound))
        start = range.upperBound
      }
    }
    return tokens
  }
}

/// Which bytes of the raw line became which of the normalized one.
struct Alignment {
  private var rawStarts = [0]
  private var resultStarts = [0]

  init(_ steps: [Normalizer.Step]) {
    for step in steps {
      rawStarts.append(rawStarts[rawStarts.count - 1] + step.raw)
      resultStarts.append(resultStarts[resultStarts.count - 1] + step.result)
    }
  }

  /// The raw bytes of all stretches that the range touches.
  func raw(_ range: Range<Int>) -> Range<Int> {
    let first = resultStarts.partitioningIndex { $0 > range.lowerBound } - 1
    let last = resultStarts.partitioningIndex { $0 >= range.upperBound }
    return rawStarts[first]..<rawStarts[min(last, rawStarts.count - 1)]
  }
}

extension Array {
  /// The first index whose element fulfils a condition that all after it fulfil too; `count` where
  /// none does.
  func partitioningIndex(where isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
