import Files

/// Writes lines as tokens with a space between them. One of a thread's own.
public struct TokenWriter {
  private let chunks: ChunkTokenizer
  private let normalizer: Normalizer?
  private let gaps: GapWriter
  private let keras: KerasText?
  private let splitsAtSpaceAlone: Bool
  private var subwords: Subwords?
  private var memory: ChunkMemory
  private var tokens: [ChunkToken] = []
  private var normalized: [UInt8] = []

  init(_ tokenizer: Tokenizer, style: TokenStyle, subwords: Subwords?, remembering limit: Int)
    throws
  {
    let kind = tokenizer.options.kind
    chunks = ChunkTokenizer(tokenizer.plan)
    normalizer = try Normalizer(tokenizer.options)
    gaps = GapWriter(style: style)
    keras = kind == .keras ? try KerasText() : nil
    splitsAtSpaceAlone = kind == .space && style == .pieces
    self.subwords = subwords
    // What chance decides must not be remembered.
    memory = ChunkMemory(limit: subwords?.isRandom == true ? 0 : limit)
  }

  /// Appends a line's tokens; of its marks only those that the style can give back. The number is
  /// the line's own in its file: it decides what dropout drops.
  public mutating func append(
    _ line: Span<UInt8>, number: Int = 1, marks: LineMarks = [], to output: inout [UInt8]
  ) throws {
    subwords?.beginLine(number)
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
    if let keras { return try appendWords(of: text, as: keras, to: &output) }
    var chunker = Chunker(splitsAtSpaceAlone: splitsAtSpaceAlone)
    var isFirst = true
    while true {
      let gapStart = chunker.position
      let chunk = chunker.next(in: text)
      gaps.append(
        text, gapStart..<(chunk?.lowerBound ?? text.count), isFirst: isFirst, isLast: chunk == nil,
        marks, to: &output)
      guard let chunk else { return }
      try appendChunk(text, chunk, to: &output)
      isFirst = false
    }
  }

  private mutating func appendWords(
    of text: Span<UInt8>, as keras: KerasText, to output: inout [UInt8]
  ) throws {
    let start = output.count
    var words: [[UInt8]] = []
    keras.forEachWord(in: text) { words.append(Array($0)) }
    for word in words {
      if output.count > start { output.append(space) }
      try appendChunk(word.span, word.indices, to: &output)
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
        gaps.appendJoin(leftCarries: left, to: &output)
      }
      let bytes = chunk.extracting(start..<Int(token.end))
      if subwords == nil {
        gaps.append(token: bytes, to: &output)
      } else {
        subwords?.append(bytes, through: gaps, to: &output)
      }
      start = Int(token.end)
    }
  }
}
