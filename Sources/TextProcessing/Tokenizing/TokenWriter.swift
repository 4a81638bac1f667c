import Files

/// Writes lines as tokens with a space between them. Each thread needs its own.
///
///     var writer = try Tokenizer().makeWriter(style: .joiners)
///     let tokens = try writer.tokens(of: "No way!")  // No way ￭!
public struct TokenWriter {
  private let chunks: ChunkTokenizer
  private let normalizer: Normalizer?
  private let style: TokenStyle
  private let keras: KerasText?
  private let splitsAtSpaceAlone: Bool
  private var subwords: Subwords?
  private var memory: ChunkMemory
  private var tokens: [ChunkToken] = []
  private var normalized: [UInt8] = []

  init(
    _ tokenizer: Tokenizer, style: TokenStyle, subwords: Subwords?, remembering limit: Int
  ) throws {
    let kind = tokenizer.options.kind
    chunks = ChunkTokenizer(tokenizer.plan)
    normalizer = try tokenizer.options.makeNormalizer()
    self.style = style
    keras = kind == .keras ? try KerasText() : nil
    splitsAtSpaceAlone = kind == .space && style == .pieces
    self.subwords = subwords
    // Random pieces must not be remembered.
    memory = ChunkMemory(limit: subwords?.isRandom == true ? 0 : limit)
  }

  /// The tokens of a line with a space between them.
  public mutating func tokens(of line: String, number: Int = 1) throws -> String {
    var tokens: [UInt8] = []
    try append(Array(line.utf8).span, number: number, to: &tokens)
    return String(decoding: tokens, as: UTF8.self)
  }

  /// Appends the tokens of a line, which must be valid UTF-8, and those of its marks that the style
  /// can restore. `number` is the line's in its file: it decides which merges dropout leaves out.
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
      style.appendGap(
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
        style.appendJoin(leftCarries: left, to: &output)
      }
      let bytes = chunk.extracting(start..<Int(token.end))
      if subwords == nil {
        style.append(token: bytes, to: &output)
      } else {
        subwords?.append(bytes, in: style, to: &output)
      }
      start = Int(token.end)
    }
  }
}

/// Splits tokens into pieces while they are written. Copies are independent: give each thread one.
///
///     let merges = try BytePairMerges(path: "en.bpe")
///     let subwords = Subwords(try BytePairEncoder(merges), dropout: 0.1)
///     let writer = try Tokenizer().makeWriter(style: .joiners, subwords: subwords)
public struct Subwords: Sendable {
  private var encoder: BytePairEncoder
  private let dropout: Double
  private let seed: UInt64
  private var generator: SplitMix64
  private var ends: [Int32] = []

  /// Leaves out each merge with probability `dropout`, so that training sees a word split in many ways;
  /// `seed` and a line's number decide what is left out there, whatever thread writes it.
  public init(_ encoder: BytePairEncoder, dropout: Double = 0, seed: UInt64 = 1) {
    self.encoder = encoder
    self.dropout = dropout
    self.seed = seed
    generator = SplitMix64(seed: seed)
  }

  var isRandom: Bool { dropout > 0 }

  mutating func beginLine(_ number: Int) {
    guard isRandom else { return }
    var mixer = SplitMix64(seed: seed)
    generator = SplitMix64(seed: mixer.next() ^ UInt64(number))
  }

  mutating func append(_ token: Span<UInt8>, in style: TokenStyle, to output: inout [UInt8]) {
    ends.removeAll(keepingCapacity: true)
    if isRandom {
      encoder.split(token, into: &ends, dropout: dropout, using: &generator)
    } else {
      encoder.split(token, into: &ends)
    }
    var start = 0
    for end in ends {
      if start > 0 { style.appendInsideWord(to: &output) }
      style.append(token: token.extracting(start..<Int(end)), to: &output)
      start = Int(end)
    }
  }
}

/// Remembers what was written for a chunk, since text repeats its words again and again.
///
/// A hash table with open addressing whose slots lead into one arena of records: the facts of a word
/// lie together, and the most frequent words, which come first, share few cache lines (6 % less time
/// for the whole program than entries in the table itself). When it is full it forgets everything, so
/// that its memory is bounded and it follows a text whose words change.
struct ChunkMemory {
  /// Longer chunks hardly ever repeat, and a record has one byte for the length.
  static let longestChunk = 63

  // A record: the upper half of the hash, the chunk's length in one byte, the length of its tokens
  // in two, one unused byte; then the chunk's bytes and those of its tokens.
  private static let headerSize = 8

  private var slots: [UInt32]  // where records begin; 0 is an empty slot
  private var records: [UInt8] = []
  private var count = 0
  private let limit: Int

  /// Room for `limit` chunks; 0 remembers nothing.
  init(limit: Int) {
    self.limit = limit
    var places = 1
    while places < limit * 2 { places *= 2 }
    slots = Array(repeating: 0, count: limit == 0 ? 0 : places)
    forget()
  }

  /// A hash of the bytes, taken eight at a time.
  @inline(__always)
  static func hash(_ text: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      let word = text.word(at: position, before: range.upperBound)
      let product = (state ^ word).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
      state = product.high ^ product.low
      position += 8
    }
    return state
  }

  /// Appends the tokens that are remembered for a chunk; false where there are none.
  @inline(__always)
  func recall(
    _ text: Span<UInt8>, _ range: Range<Int>, hash: UInt64, to output: inout [UInt8]
  ) -> Bool {
    guard limit > 0 else { return false }
    let record = Int(slots[slot(of: text, range, hash: hash)])
    guard record > 0 else { return false }
    let records = records.span
    let start = record + Self.headerSize + range.count
    let length = records.bytes.unsafeLoadUnaligned(fromByteOffset: record + 5, as: UInt16.self)
    output.append(records.extracting(start..<start + Int(length)))
    return true
  }

  mutating func remember(
    _ text: Span<UInt8>, _ range: Range<Int>, hash: UInt64, as value: Span<UInt8>
  ) {
    let size = Self.headerSize + range.count + value.count
    guard limit > 0, value.count <= UInt16.max else { return }
    if count == limit || records.count + size > UInt32.max { forget() }
    slots[slot(of: text, range, hash: hash)] = UInt32(records.count)
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    for shift in [0, 8, 16, 24] as [UInt32] {
      records.append(UInt8(truncatingIfNeeded: tag >> shift))
    }
    records.append(UInt8(range.count))
    records.append(UInt8(value.count & 0xFF))
    records.append(UInt8(value.count >> 8))
    records.append(0)
    records.append(text.extracting(range))
    records.append(value)
    count += 1
  }

  /// The slot of the chunk, or the empty one where it belongs.
  @inline(__always)
  private func slot(of text: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> Int {
    let mask = slots.count - 1
    let records = records.span
    let tag = UInt32(truncatingIfNeeded: hash >> 32)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let record = Int(slots[slot])
      // Records lie within the arena whole, so none of these loads leaves it.
      if record == 0
        || (records.bytes.unsafeLoadUnaligned(fromByteOffset: record, as: UInt32.self) == tag
          && Int(records[record + 4]) == range.count && isChunk(of: record, text, range))
      {
        return slot
      }
      slot = (slot + 1) & mask
    }
  }

  @inline(__always)
  private func isChunk(of record: Int, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let records = records.span
    let start = record + Self.headerSize
    let end = start + range.count
    var offset = 0
    while offset < range.count {
      if records.word(at: start + offset, before: end)
        != text.word(at: range.lowerBound + offset, before: range.upperBound)
      {
        return false
      }
      offset += 8
    }
    return true
  }

  private mutating func forget() {
    for index in slots.indices { slots[index] = 0 }
    records.removeAll(keepingCapacity: true)
    records.append(0)  // so that no record begins at 0
    count = 0
  }
}

extension Span<UInt8> {
  /// Up to eight bytes as a number, those from `end` on being zero.
  @inline(__always)
  fileprivate func word(at position: Int, before end: Int) -> UInt64 {
    let left = end - position
    if position + 8 <= count {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt64.self)
      return left < 8 ? word & ((1 << UInt64(left * 8)) - 1) : word
    }
    var word: UInt64 = 0
    for index in (0..<Swift.min(left, 8)).reversed() {
      word = word << 8 | UInt64(self[position + index])
    }
    return word
  }
}
