import Files

/// Splits words into the pieces that merges make of them, as subword-nmt 0.3.8 does.
///
/// The pieces are consecutive and make up the word, whatever its bytes are. A copy shares the
/// tables and has working space of its own: give each thread one.
public struct BytePairEncoder: Sendable {
  private let table: MergeTable
  private let glossaries: [Glossary]
  private var known: KnownPieces?
  private var sequence = PieceSequence()

  /// Pieces that the vocabulary does not hold are taken apart again. What a glossary, which is a
  /// regular expression, matches is a piece by itself.
  public init(
    _ merges: BytePairMerges, vocabulary: BytePairVocabulary? = nil, glossaries: [String] = []
  ) throws(BytePairError) {
    var expressions: [Glossary] = []
    for pattern in glossaries { expressions.append(try Glossary(pattern)) }
    self.glossaries = expressions
    table = MergeTable(merges)
    if let vocabulary, !vocabulary.isEmpty { known = KnownPieces(vocabulary, merges) }
  }

  /// Appends where each piece of the word ends, in bytes; the last is the word's length.
  public mutating func split(_ word: Span<UInt8>, into ends: inout [Int32]) {
    split(word, into: &ends, isLeftOut: { false })
  }

  /// The same with BPE dropout (Provilkov, Emelianenko and Voita 2020): whenever the next merge is
  /// looked for, each is left out with probability `dropout`. The same numbers give the same pieces.
  public mutating func split(
    _ word: Span<UInt8>, into ends: inout [Int32], dropout: Double,
    using generator: inout some RandomNumberGenerator
  ) {
    precondition((0...1).contains(dropout), "a probability")
    if dropout == 0 { return split(word, into: &ends) }
    split(word, into: &ends, isLeftOut: { generator.nextUnitInterval() < dropout })
  }

  private mutating func split(
    _ word: Span<UInt8>, into ends: inout [Int32], isLeftOut: () -> Bool
  ) {
    if word.isEmpty { return }
    if glossaries.isEmpty || firstInvalidByte(word) != nil {
      return encode(0..<word.count, of: word, into: &ends, isLeftOut: isLeftOut)
    }
    for part in parts(of: word) {
      if part.isGlossary {
        ends.append(Int32(part.range.upperBound))
      } else {
        encode(part.range, of: word, into: &ends, isLeftOut: isLeftOut)
      }
    }
  }

  /// Encodes a part of the word as if it were a word.
  private mutating func encode(
    _ part: Range<Int>, of word: Span<UInt8>, into ends: inout [Int32],
    isLeftOut: () -> Bool
  ) {
    sequence.build(word.extracting(part), table, isLeftOut: isLeftOut)
    var start = part.lowerBound
    for end in sequence.ends {
      let end = part.lowerBound + Int(end)
      if known == nil {
        ends.append(Int32(end))
      } else {
        known?.split(start..<end, of: word, isLast: end == part.upperBound, into: &ends)
      }
      start = end
    }
  }

  /// Lets each glossary in turn cut what those before it left.
  private func parts(of word: Span<UInt8>) -> [(range: Range<Int>, isGlossary: Bool)] {
    var ranges = [0..<word.count]
    for glossary in glossaries {
      ranges = ranges.flatMap { range in
        var start = range.lowerBound
        return glossary.cut(string(word, range)).map { length in
          defer { start += length }
          return start..<(start + length)
        }
      }
    }
    return ranges.map { range in
      let text = string(word, range)
      return (range, glossaries.contains { $0.isWhole(text) })
    }
  }
}

private func string(_ word: Span<UInt8>, _ range: Range<Int>) -> String {
  String(decoding: range.map { word[$0] }, as: UTF8.self)
}

extension RandomNumberGenerator {
  /// At least 0 and less than 1, in steps of 2^-53.
  fileprivate mutating func nextUnitInterval() -> Double { Double(next() >> 11) * 0x1p-53 }
}
