/// A word while its symbols are joined: working space for one thread.
struct PieceSequence: Sendable {
  private var symbols: [Symbol] = []
  /// Where each symbol's bytes end in the word.
  private(set) var ends: [Int32] = []
  private var ranks: [UInt32] = []  // of each symbol with the next
  private var candidates: [UInt32] = []  // the ranks that are looked at in one round

  private static let noRank = UInt32.max
  private static let unknown = Symbol.max  // a character that is in no merge

  /// Splits a word, which is not empty, into characters and joins them as the merges have it.
  ///
  /// A round joins all occurrences of the pair with the lowest rank, from left to right. There are
  /// about as many rounds as different pairs in the word; each takes time in proportion to it.
  mutating func build(_ word: Span<UInt8>, _ table: MergeTable, isLeftOut: () -> Bool) {
    split(word, table)
    repeat {
      candidates.removeAll(keepingCapacity: true)
      for rank in ranks {
        candidates.append(rank == Self.noRank || isLeftOut() ? Self.noRank : rank)
      }
    } while joinFirst(table)
    if ends.count > 1, ends[ends.count - 1] == ends[ends.count - 2] { ends.removeLast() }
  }

  private mutating func split(_ word: Span<UInt8>, _ table: MergeTable) {
    symbols.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var position = 0
    while position < word.count {
      let end = position + characterLength(word, at: position)
      let isLast = end == word.count && table.endOfWord == nil
      let symbol = table.characters.find(word.extracting(position..<end), isLast: isLast)
      symbols.append(symbol ?? Self.unknown)
      ends.append(Int32(end))
      position = end
    }
    if let endOfWord = table.endOfWord {
      symbols.append(endOfWord)
      ends.append(Int32(position))
    }
    ranks.removeAll(keepingCapacity: true)
    for index in symbols.indices { ranks.append(rank(at: index, table)) }
  }

  /// Joins the candidates of the lowest rank; false where there is none.
  private mutating func joinFirst(_ table: MergeTable) -> Bool {
    var first = Self.noRank
    for rank in candidates where rank < first { first = rank }
    if first == Self.noRank { return false }
    let joined = table.joined(Int(first))
    var (next, kept) = (0, 0)
    while next < symbols.count {
      let isJoined = candidates[next] == first
      let last = isJoined ? next + 1 : next
      symbols[kept] = isJoined ? joined : symbols[next]
      ends[kept] = ends[last]
      ranks[kept] = ranks[last]
      next = last + 1
      kept += 1
    }
    let gone = symbols.count - kept
    symbols.removeLast(gone)
    ends.removeLast(gone)
    ranks.removeLast(gone)
    for index in symbols.indices where symbols[index] == joined {
      if index > 0 { ranks[index - 1] = rank(at: index - 1, table) }
      ranks[index] = rank(at: index, table)
    }
    return true
  }

  private func rank(at index: Int, _ table: MergeTable) -> UInt32 {
    guard index + 1 < symbols.count else { return Self.noRank }
    return table.rank(symbols[index], symbols[index + 1]).map { UInt32($0) } ?? Self.noRank
  }
}
