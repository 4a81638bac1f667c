import Files

/// Random texts in which the country of the first sentence decides the end of the last. A seed
/// divides the lists into two parts that share no filler and no combination of a destination and a
/// query. Every country, every query and every word of a filler is in `training`.
package struct MemoryCorpus: Sendable {
  package let words: MemoryWords
  package let training: MemoryPart
  package let heldOut: MemoryPart

  package init(words: MemoryWords, seed: UInt64) throws(MemoryError) {
    var random = SplitMix64(seed: seed)
    let countries = words.heldOutCountries(using: &random)
    let fillers = try words.heldOutFillers(using: &random)
    func rest(_ all: Range<Int>, without some: [Int]) -> [Int] { all.filter { !some.contains($0) } }
    self.words = words
    heldOut = MemoryPart(words, countries: countries, fillers: fillers)
    training = MemoryPart(
      words, countries: countries.map { rest(words.countries.indices, without: $0) },
      fillers: rest(words.fillers.indices, without: fillers))
  }
}

/// A country and the query that ends a text about it.
package struct MemoryCombination: Hashable, Sendable {
  package var destination: Int
  package var query: Int
}

/// What the texts of one part of a corpus are drawn from.
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
      scenes.append(try scene(combination, from: origin, fillerTokens: tokens, using: &random))
    }
    return scenes
  }

  /// Pairs for a test, with both destinations from the part's combinations with the query. All such
  /// pairs of countries occur once, in random order, before one occurs again: each country is the
  /// answer about as often as any other.
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
          first: try scene(combination, from: origin, fillerTokens: fillerTokens, using: &random)))
    }
    return pairs
  }

  /// Each two countries with the same query, once.
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

// MARK: What is held out

// What is not in training: a quarter of the countries with each query, and a quarter of the fillers.
extension MemoryWords {
  /// Of each query. The countries are dealt to four queries at a time, so that every query is without the
  /// same number of countries, and every country without the same number of queries.
  fileprivate func heldOutCountries(using random: inout SplitMix64) -> [[Int]] {
    var heldOut: [[Int]] = queries.map { _ in [] }
    let quarter = countries.count / 4
    var deck: [Int] = []
    for query in random.shuffled(queries.indices) {
      if deck.isEmpty { deck = random.shuffled(countries.indices) }
      heldOut[query] = deck.suffix(quarter).sorted()
      deck.removeLast(quarter)
    }
    return heldOut
  }

  /// One of every four fillers of neighboring lengths, so that both parts can fill any length. A filler
  /// is not held out where one of its words would be in no other: the clause should be new, and not a
  /// word.
  fileprivate func heldOutFillers(using random: inout SplitMix64) throws(MemoryError) -> [Int] {
    let byLength = fillers.indices.sorted { (fillers[$0].count, $0) < (fillers[$1].count, $1) }
    let fours = stride(from: 0, to: byLength.count, by: 4).map { Array(byLength[$0..<$0 + 4]) }
    for _ in 0..<100 {
      var holders = HoldersOfWords(self)
      let drawn = random.shuffled(fours).compactMap { four in
        random.shuffled(four).first { holders.release(fillers[$0]) }
      }
      if drawn.count == fours.count { return drawn.sorted() }
    }
    throw .noHeldOutFillers
  }
}

/// In how many clauses of training each word of the fillers is left.
private struct HoldersOfWords {
  private var counts: [[UInt8]: Int] = [:]

  init(_ words: MemoryWords) {
    let templates = words.cues + words.queries.flatMap { [$0.sentence, $0.continuation] }
    for clause in words.fillers + templates.map(\.fixedTokens) {
      for word in Set(clause) { counts[word, default: 0] += 1 }
    }
  }

  /// Removes a clause, unless it is the last with one of its words.
  mutating func release(_ clause: [[UInt8]]) -> Bool {
    let words = Set(clause)
    guard words.allSatisfy({ counts[$0, default: 0] > 1 }) else { return false }
    for word in words { counts[word, default: 0] -= 1 }
    return true
  }
}

// MARK: Drawing

/// Fillers to draw from.
private struct FillerPool: Sendable {
  private let fillers: [Filler]

  private struct Filler {
    let index: Int
    let tokens: Int
    /// False for words such as "of course", which precede one.
    let isSentence: Bool
  }

  init(_ indices: [Int], of words: MemoryWords) {
    fillers = indices.map { index in
      let filler = words.fillers[index]
      return Filler(
        index: index, tokens: filler.count, isSentence: filler.last == [UInt8(ascii: ".")])
    }
  }

  /// Different fillers of exactly this many tokens together, in random order. Goes through the
  /// shuffled fillers and takes each that leaves a rest which those after it can fill. Takes time
  /// proportional to the number of fillers times that of tokens.
  func draw(tokens: Int, using random: inout SplitMix64) throws(MemoryError) -> [Int] {
    let order = random.shuffled(fillers)
    let lastStarts = Self.lastStarts(order.map(\.tokens), sum: tokens)
    guard lastStarts[tokens] >= 0 else { throw .unfillable(tokens: tokens) }
    var drawn: [Filler] = []
    var rest = tokens
    for (place, filler) in order.enumerated() {
      if filler.tokens <= rest, lastStarts[rest - filler.tokens] > place {
        drawn.append(filler)
        rest -= filler.tokens
      }
    }
    return Self.text(of: drawn).map(\.index)
  }

  /// For each sum, the last place from which some of the lengths add up to it, or -1.
  private static func lastStarts(_ lengths: [Int], sum: Int) -> [Int] {
    var starts = Array(repeating: -1, count: sum + 1)
    starts[0] = lengths.count
    for (place, length) in lengths.enumerated().reversed() where length <= sum {
      for total in stride(from: sum, through: length, by: -1)
      where starts[total] < 0 && starts[total - length] > place {
        starts[total] = place
      }
    }
    return starts
  }

  /// The fillers with each that is not a sentence before one, as far as there are enough.
  private static func text(of fillers: [Filler]) -> [Filler] {
    let sentences = fillers.filter(\.isSentence)
    let leads = fillers.filter { !$0.isSentence }
    let pairs = zip(leads, sentences).flatMap { [$0, $1] }
    return leads.dropFirst(sentences.count) + pairs + sentences.dropFirst(leads.count)
  }
}

// Not the standard library's algorithms, which may change: a seed gives the same corpus everywhere.
extension SplitMix64 {
  fileprivate mutating func index(below bound: Int) -> Int { Int(next(below: UInt64(bound))) }

  fileprivate mutating func element<Element>(of array: [Element]) -> Element {
    array[index(below: array.count)]
  }

  /// Each order as likely as any other (Fisher and Yates).
  fileprivate mutating func shuffled<Element>(_ elements: some Sequence<Element>) -> [Element] {
    var array = Array(elements)
    for last in array.indices.dropFirst().reversed() {
      array.swapAt(last, index(below: last + 1))
    }
    return array
  }

  /// Numbers from 0 in an order in which none keeps its place: a single cycle (Sattolo 1986).
  package mutating func cycle(of count: Int) -> [Int] {
    var array = Array(0..<count)
    for last in array.indices.dropFirst().reversed() {
      array.swapAt(last, index(below: last))
    }
    return array
  }
}
