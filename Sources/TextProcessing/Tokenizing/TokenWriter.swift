/// Writes lines as tokens with a space between them. One of a thread's own.
public struct TokenWriter {
  private let chunks: ChunkTokenizer
  private let normalizer: Normalizer?
  private let joins: Bool
  private let splitsAtSpaceAlone: Bool
  private var memory: ChunkMemory
  private var tokens: [ChunkToken] = []
  private var normalized: [UInt8] = []
  private var written: [UInt8] = []  // of one chunk, to be remembered

  init(_ tokenizer: Tokenizer, joins: Bool, remembering limit: Int) throws {
    chunks = ChunkTokenizer(tokenizer.plan)
    normalizer = try Normalizer(tokenizer.options)
    self.joins = joins
    splitsAtSpaceAlone = tokenizer.options.kind == .space && !joins
    memory = ChunkMemory(limit: limit)
  }

  /// Appends a line's tokens; of its marks only those that joiners can give back.
  public mutating func append(
    _ line: Span<UInt8>, marks: LineMarks, to output: inout [UInt8]
  ) throws {
    guard let normalizer else { return try appendTokens(line, marks, to: &output) }
    var text = normalized
    normalized = []
    text.removeAll(keepingCapacity: true)
    try normalizer.append(line, to: &text)
    try appendTokens(text.span, marks, to: &output)
    normalized = text
  }

  private mutating func appendTokens(
    _ text: Span<UInt8>, _ marks: LineMarks, to output: inout [UInt8]
  ) throws {
    var chunker = Chunker(splitsAtSpaceAlone: splitsAtSpaceAlone)
    var isFirst = true
    while true {
      let gapStart = chunker.position
      let chunk = chunker.next(in: text)
      let gap = gapStart..<(chunk?.lowerBound ?? text.count)
      if joins {
        joinAcross(gap, of: text, isFirst: isFirst, isLast: chunk == nil, marks, to: &output)
      } else if !isFirst && chunk != nil {
        output.append(space)
      }
      guard let chunk else { return }
      try appendChunk(text, chunk, to: &output)
      isFirst = false
    }
  }

  // MARK: Chunks

  @inline(__always)
  private mutating func appendChunk(
    _ text: Span<UInt8>, _ range: Range<Int>, to output: inout [UInt8]
  ) throws {
    guard range.count <= ChunkMemory.longestChunk else {
      return try write(text.extracting(range), to: &output)
    }
    let hash = ChunkMemory.hash(text, range)
    if memory.recall(text, range, hash: hash, to: &output) { return }
    let start = output.count
    try write(text.extracting(range), to: &output)
    memory.remember(text, range, hash: hash, as: output.span.extracting(start...))
  }

  private mutating func write(_ chunk: Span<UInt8>, to output: inout [UInt8]) throws {
    try chunks.split(chunk, into: &tokens)
    var start = 0
    for index in tokens.indices {
      let token = tokens[index]
      if index > 0 {
        let left = ChunkToken.leftCarriesJoiner(tokens[index - 1].kind, token.kind)
        if joins && left { output += Joiner.mark }
        output.append(space)
        if joins && !left { output += Joiner.mark }
      }
      let bytes = chunk.extracting(start..<Int(token.end))
      joins ? Joiner.append(bytes, to: &output) : output.append(bytes)
      start = Int(token.end)
    }
  }

  // MARK: White space

  /// Writes what stands between two chunks, or at an end of the line, so that it can be had back.
  ///
  /// A space with a token on either side is implied by the space between them; any other white
  /// space is a token. A byte order mark and a carriage return are white space at the ends.
  private func joinAcross(
    _ gap: Range<Int>, of text: Span<UInt8>, isFirst: Bool, isLast: Bool, _ marks: LineMarks,
    to output: inout [UInt8]
  ) {
    if gap.count == 1, !isFirst, !isLast, text[gap.lowerBound] == space {
      output.append(space)
      return
    }
    let gap = scalars(of: text, gap, isFirst: isFirst, isLast: isLast, marks)
    var hasTokenBefore = !isFirst
    var isImplied = false  // whether the last space written stands for one of the text
    for (index, scalar) in gap.enumerated() {
      let isFollowed = index + 1 < gap.count || !isLast
      if scalar == " ", hasTokenBefore, !isImplied, isFollowed {
        output.append(space)
        isImplied = true
        continue
      }
      if hasTokenBefore && !isImplied {
        output.append(space)
        output += Joiner.mark
      }
      Joiner.appendEscaped(scalar, to: &output)
      hasTokenBefore = true
      isImplied = false
    }
    if !isLast && !gap.isEmpty && !isImplied {
      output += Joiner.mark
      output.append(space)
    }
  }

  private func scalars(
    of text: Span<UInt8>, _ gap: Range<Int>, isFirst: Bool, isLast: Bool, _ marks: LineMarks
  ) -> [Unicode.Scalar] {
    var scalars: [Unicode.Scalar] = isFirst && marks.contains(.byteOrderMark) ? ["\u{FEFF}"] : []
    var position = gap.lowerBound
    while position < gap.upperBound {
      scalars.append(text.scalar(at: position))
      position += text.scalarLength(at: position)
    }
    if isLast && marks.contains(.carriageReturn) { scalars.append("\r") }
    return scalars
  }
}
