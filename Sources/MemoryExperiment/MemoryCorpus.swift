import Files

/// Texts in which the country of the first sentence decides the end of the last, drawn by lot.
///
/// A seed divides the lists into two parts that share no filler and no combination of a destination
/// and a query. Every country, every query and every word of a filler is in `training`.
package struct MemoryCorpus: Sendable {
  package let words: MemoryWords
  package let training: MemoryPart
  package let heldOut: MemoryPart

  package init(words: MemoryWords, seed: UInt64) throws(MemoryError) {
    var random = SplitMix64(seed: seed)
    let heldOut = try HeldOut(of: words, using: &random)
    func rest(_ all: Range<Int>, without some: [Int]) -> [Int] {
      all.filter { !some.contains($0) }
    }
    self.words = words
    self.heldOut = MemoryPart(words, countries: heldOut.countries, fillers: heldOut.fillers)
    training = MemoryPart(
      words, countries: heldOut.countries.map { rest(words.countries.indices, without: $0) },
      fillers: rest(words.fillers.indices, without: heldOut.fillers))
  }
}

/// A country and the query that ends a text about it.
package struct MemoryCombination: Hashable, Sendable {
  package var destination: Int
  package var query: Int
}

/// One part of a corpus: what its texts are drawn from.
package struct MemoryPart: Sendable {
  package let combinations: [MemoryCombination]
  package let fillers: [Int]
  private let pool: FillerPool
  private let counts: (countries: Int, subjects: Int, years: Int, cues: Int)

  /// `countries` are those of each query.
  fileprivate init(_ words: MemoryWords, countries: [[Int]], fillers: [Int]) {
    combinations = countries.enumerated().flatMap { query, countries in
      countries.map { MemoryCombination(destination: $0, query: query) }
    }
    self.fillers = fillers
    pool = FillerPool(fillers, of: words)
    counts = (words.countries.count, words.subjects.count, words.years.count, words.cues.count)
  }

  /// Scenes for training: a combination of the part, any other country as the origin, and a filler
  /// of a length in the range, all equally likely.
  package func scenes(
    _ count: Int, fillerTokens: ClosedRange<Int>, using random: inout SplitMix64
  ) throws(MemoryError) -> [MemoryScene] {
    var scenes: [MemoryScene] = []
    for _ in 0..<count {
      let combination = random.element(of: combinations)
      let others = random.index(below: counts.countries - 1)
      let origin = others < combination.destination ? others : others + 1
      let tokens = fillerTokens.lowerBound + random.index(below: fillerTokens.count)
      scenes.append(
        try scene(combination, from: origin, fillerTokens: tokens, using: &random))
    }
    return scenes
  }

  /// Pairs for a test, both of whose destinations are the part's with that query.
  ///
  /// All such pairs of countries come once, in an order drawn by lot, before one comes again: each
  /// country is the answer about as often as any other.
  package func mirrorPairs(
    _ count: Int, fillerTokens: Int, using random: inout SplitMix64
  ) throws(MemoryError) -> [MirrorPair] {
    let ways = ways
    var deck: [(MemoryCombination, origin: Int)] = []
    var pairs: [MirrorPair] = []
    for _ in 0..<count {
      if deck.isEmpty { deck = random.shuffled(ways) }
      let (combination, origin) = deck.removeLast()
      pairs.append(
        MirrorPair(
          first: try scene(
            combination, from: origin, fillerTokens: fillerTokens, using: &random)))
    }
    return pairs
  }

  /// Two countries with the same query, each two once.
  private var ways: [(MemoryCombination, origin: Int)] {
    combinations.flatMap { combination in
      combinations
        .filter { $0.query == combination.query && $0.destination < combination.destination }
        .map { (combination, origin: $0.destination) }
    }
  }

  private func scene(
    _ combination: MemoryCombination, from origin: Int, fillerTokens: Int,
    using random: inout SplitMix64
  ) throws(MemoryError) -> MemoryScene {
    MemoryScene(
      cue: random.index(below: counts.cues), query: combination.query,
      subject: random.index(below: counts.subjects), year: random.index(below: counts.years),
      origin: origin, destination: combination.destination,
      fillers: try pool.draw(tokens: fillerTokens, using: &random))
  }
}
