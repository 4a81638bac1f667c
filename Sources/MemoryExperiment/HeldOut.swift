import Files

/// What training never shows: a quarter of the countries with each query, and a quarter of the
/// fillers.
struct HeldOut: Sendable {
  private(set) var countries: [[Int]]  // of each query
  private(set) var fillers: [Int]

  init(of words: MemoryWords, using random: inout SplitMix64) throws(MemoryError) {
    countries = Self.countries(of: words, &random)
    fillers = try Self.fillers(of: words, &random)
  }

  /// The countries are dealt to four queries at a time, so that every query is without the same
  /// number of countries, and every country without the same number of queries.
  private static func countries(
    of words: MemoryWords, _ random: inout SplitMix64
  ) -> [[Int]] {
    var heldOut: [[Int]] = words.queries.map { _ in [] }
    let quarter = words.countries.count / 4
    var deck: [Int] = []
    for query in random.shuffled(words.queries.indices) {
      if deck.isEmpty { deck = random.shuffled(words.countries.indices) }
      heldOut[query] = deck.suffix(quarter).sorted()
      deck.removeLast(quarter)
    }
    return heldOut
  }

  /// One of every four fillers of neighboring lengths, so that both parts fill any length alike. A
  /// filler with a word that would be left in none cannot be held out: what is new is to be the
  /// clause, and not a word that nothing was learnt about.
  private static func fillers(
    of words: MemoryWords, _ random: inout SplitMix64
  ) throws(MemoryError) -> [Int] {
    let byLength = words.fillers.indices.sorted {
      (words.fillers[$0].count, $0) < (words.fillers[$1].count, $1)
    }
    let fours = stride(from: 0, to: byLength.count, by: 4).map { Array(byLength[$0..<$0 + 4]) }
    for _ in 0..<100 {
      var holders = HoldersOfWords(words)
      let drawn = random.shuffled(fours).compactMap { four in
        random.shuffled(four).first { holders.release(words.fillers[$0]) }
      }
      if drawn.count == fours.count { return drawn.sorted() }
    }
    throw .noHeldOutFillers
  }
}

/// In how many clauses each word of the fillers is left for training.
private struct HoldersOfWords {
  private var counts: [[UInt8]: Int] = [:]

  init(_ words: MemoryWords) {
    let templates = words.cues + words.queries.flatMap { [$0.sentence, $0.continuation] }
    for clause in words.fillers + templates.map(\.fixedTokens) {
      for word in Set(clause) { counts[word, default: 0] += 1 }
    }
  }

  /// Takes a clause away, unless it is the last that has one of its words.
  mutating func release(_ clause: [[UInt8]]) -> Bool {
    let words = Set(clause)
    guard words.allSatisfy({ counts[$0, default: 0] > 1 }) else { return false }
    for word in words { counts[word, default: 0] -= 1 }
    return true
  }
}
