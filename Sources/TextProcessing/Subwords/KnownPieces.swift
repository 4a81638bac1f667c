/// Takes pieces that a vocabulary does not hold apart again, the way they were put together, until
/// it holds them or they are single characters.
struct KnownPieces: Sendable {
  private var vocabulary: BytePairVocabulary
  private var joined = TokenTable()  // what the merges make
  private var leftLengths: [Int] = []  // of each of these, the bytes of its left half
  private var key: [UInt8] = []
  private var pending: [(piece: Range<Int>, isLast: Bool)] = []

  init(_ vocabulary: BytePairVocabulary, _ merges: BytePairMerges) {
    self.vocabulary = vocabulary
    // Two merges may make the same symbol. subword-nmt takes it apart by the one whose last line in
    // the file comes first, so the lines are gone through backwards and a later find replaces.
    var seen = TokenTable()
    for index in (0..<merges.count).reversed() {
      let (left, right) = (merges.left(index), merges.right(index))
      let known = seen.count
      guard seen.insert(left + [space] + right) == known else { continue }
      let number = joined.insert(left + right)
      if number == leftLengths.count { leftLengths.append(0) }
      leftLengths[number] = left.count
    }
  }

  /// Appends where each of the pieces that are made of this one ends.
  mutating func split(
    _ piece: Range<Int>, of word: Span<UInt8>, isLast: Bool, into ends: inout [Int32]
  ) {
    pending.append((piece, isLast))
    while let (piece, isLast) = pending.popLast() {
      guard !isKnown(piece, of: word, isLast: isLast),
        let length = leftLength(piece, of: word, isLast: isLast), length <= piece.count
      else {
        ends.append(Int32(piece.upperBound))
        continue
      }
      let middle = piece.lowerBound + length
      // In version 0.1 the right half may be nothing but the end of word.
      if middle < piece.upperBound { pending.append((middle..<piece.upperBound, isLast)) }
      pending.append((piece.lowerBound..<middle, false))
    }
  }

  private mutating func isKnown(_ piece: Range<Int>, of word: Span<UInt8>, isLast: Bool) -> Bool {
    vocabulary.contains(
      word.extracting(piece), isFirst: piece.lowerBound == 0, isLast: isLast)
  }

  private mutating func leftLength(
    _ piece: Range<Int>, of word: Span<UInt8>, isLast: Bool
  ) -> Int? {
    key.removeAll(keepingCapacity: true)
    key.append(word.extracting(piece))
    if isLast { key += BytePairMerges.endOfWord }
    return joined.index(of: key.span).map { leftLengths[$0] }
  }
}
