/// Makes ids of sentences. One of a thread's own.
public struct SentenceEncoder {
  let encoding: TextEncoding
  private var writer: TokenWriter
  /// Those of the last line, as the vocabulary has them, with a space between.
  private(set) var tokens: [UInt8] = []

  init(_ encoding: TextEncoding, dropout: Double, seed: UInt64) throws {
    self.encoding = encoding
    writer = try encoding.segmentation.makeWriter(dropout: dropout, seed: seed)
  }

  /// Appends the ids of a line of sound UTF-8, without its line end, and of `</s>`. What the
  /// vocabulary does not hold is `<unk>`. The number is the line's own in its file: it decides what
  /// dropout leaves out.
  public mutating func append(
    _ line: Span<UInt8>, number: Int = 1, to ids: inout [Int32]
  ) throws {
    try write(line, number: number)
    tokens.span.forEachToken { ids.append(Int32(encoding.vocabulary.textID(of: $0))) }
    ids.append(Int32(SpecialToken.end.rawValue))
  }

  /// Appends the ids of a line as a sequence.
  public mutating func append(
    _ line: Span<UInt8>, number: Int = 1, to sequences: inout IDSequences
  ) throws {
    try sequences.append { try append(line, number: number, to: &$0) }
  }

  mutating func write(_ line: Span<UInt8>, number: Int) throws {
    tokens.removeAll(keepingCapacity: true)
    try writer.append(line, number: number, to: &tokens)
  }
}
