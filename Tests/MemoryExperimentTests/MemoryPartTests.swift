import Files
import Testing

@testable import MemoryExperiment

@Suite struct MemoryPartTests {
  static let seeds = Array(0..<200 as Range<UInt64>)

  @Test func `a quarter is held out, evenly, and all is seen in training`() throws {
    let words = try Lists.words()
    for seed in Self.seeds {
      let corpus = try MemoryCorpus(words: words, seed: seed)
      let (training, heldOut) = (corpus.training, corpus.heldOut)
      #expect(heldOut.combinations.count == 24)
      #expect(Set(training.combinations).isDisjoint(with: heldOut.combinations))
      #expect(Set(training.combinations + heldOut.combinations).count == 96)
      for query in 0..<8 {
        #expect(heldOut.combinations.count { $0.query == query } == 3, "query \(query)")
      }
      for country in 0..<12 {
        #expect(heldOut.combinations.count { $0.destination == country } == 2)
      }
      #expect(heldOut.fillers.count == 15)
      #expect((training.fillers + heldOut.fillers).sorted() == Array(0..<60))
    }
  }

  @Test func `no word of a held-out filler is new`() throws {
    let words = try Lists.words()
    let templates = words.cues + words.queries.flatMap { [$0.sentence, $0.continuation] }
    for seed in Self.seeds {
      let corpus = try MemoryCorpus(words: words, seed: seed)
      let seen = Set(
        (corpus.training.fillers.map { words.fillers[$0] } + templates.map(\.fixedTokens)).joined())
      let unseen = Set(corpus.heldOut.fillers.flatMap { words.fillers[$0] }).subtracting(seen)
      #expect(unseen.isEmpty, "seed \(seed): \(joined(unseen))")
    }
  }

  @Test func `any filler can be held out`() throws {
    let words = try Lists.words()
    let heldOut = try Self.seeds.map { try MemoryCorpus(words: words, seed: $0).heldOut.fillers }
    let never = Set(0..<60).subtracting(heldOut.joined()).map { joined(words.fillers[$0]) }
    #expect(never == [])
  }

  @Test func `fillers have exactly the tokens asked for, whichever are held out`() throws {
    let words = try Lists.words()
    for seed in Self.seeds.prefix(20) {
      let corpus = try MemoryCorpus(words: words, seed: seed)
      var random = SplitMix64(seed: seed)
      for (part, name) in [(corpus.training, "training"), (corpus.heldOut, "held out")] {
        for tokens in 0...80 {
          let pair = try part.mirrorPairs(1, fillerTokens: tokens, using: &random)[0]
          let fillers = pair.first.fillers
          #expect(fillers.reduce(0) { $0 + words.fillers[$1].count } == tokens, "\(name)")
          #expect(Set(fillers).count == fillers.count, "a filler came twice")
          #expect(Set(fillers).isSubset(of: part.fillers))
          let example = words.example(of: pair.second, as: MemoryForm(.translation))
          #expect(example.filler.count == tokens)
        }
      }
    }
  }

  @Test func `words that lead into a sentence have one behind them`() throws {
    let words = try Lists.words()
    for scene in try Lists.corpus().training.scenes(500, fillerTokens: 3...40) {
      let isSentence = scene.fillers.map { words.fillers[$0].last == Array(".".utf8) }
      let leads = isSentence.count { !$0 }
      if leads > isSentence.count - leads { continue }
      let text = joined(scene.fillers.map { words.fillers[$0] }.joined())
      #expect(isSentence.last == true, "\(text)")
      #expect(zip(isSentence, isSentence.dropFirst()).allSatisfy { $0 || $1 }, "\(text)")
    }
  }

  @Test func `training draws from all that it may, and from nothing else`() throws {
    let training = try Lists.corpus().training
    let scenes = try training.scenes(6000, fillerTokens: 0...40)
    let combinations = scenes.map {
      MemoryCombination(destination: $0.destination, query: $0.query)
    }
    #expect(Set(combinations) == Set(training.combinations))
    #expect(Set(scenes.flatMap(\.fillers)) == Set(training.fillers))
    #expect(Set(scenes.map { [$0.origin, $0.destination] }).count == 132)
    #expect(scenes.allSatisfy { $0.origin != $0.destination })
    #expect(Set(scenes.map(\.cue)).count == 6)
    #expect(Set(scenes.map(\.subject)).count == 4)
    #expect(Set(scenes.map(\.year)).count == 40)
  }

  @Test func `a range of lengths is drawn from evenly, and one length is that alone`() throws {
    let words = try Lists.words()
    let training = try Lists.corpus().training
    func lengths(_ range: ClosedRange<Int>) throws -> [Int: Int] {
      try training.scenes(2050, fillerTokens: range)
        .reduce(into: [:]) { counts, scene in
          let example = words.example(of: scene, as: MemoryForm(.languageModel))
          counts[example.filler.count, default: 0] += 1
        }
    }
    let many = try lengths(0...40)
    #expect(many.keys.sorted() == Array(0...40))
    #expect(many.values.allSatisfy { (25...80).contains($0) }, "50 each is to be expected")
    #expect(try lengths(40...40) == [40: 2050])
  }

  @Test func `both texts of a pair ask what training never did, each country equally`() throws {
    let heldOut = try Lists.corpus().heldOut
    let pairs = try heldOut.mirrorPairs(144, fillerTokens: 40)
    let scenes = pairs.flatMap { [$0.first, $0.second] }
    let asked = scenes.map { MemoryCombination(destination: $0.destination, query: $0.query) }
    #expect(Set(asked) == Set(heldOut.combinations))
    for country in 0..<12 {
      #expect(scenes.count { $0.destination == country } == 24)
    }
  }

  @Test func `a seed gives the same corpus, another seed another`() throws {
    let words = try Lists.words()
    func corpus(split: UInt64, draws: UInt64) throws -> [MemoryScene] {
      let corpus = try MemoryCorpus(words: words, seed: split)
      var random = SplitMix64(seed: draws)
      let scenes = try corpus.training.scenes(50, fillerTokens: 0...40, using: &random)
      let pairs = try corpus.heldOut.mirrorPairs(50, fillerTokens: 20, using: &random)
      return scenes + pairs.map(\.first)
    }
    #expect(try corpus(split: 1, draws: 2) == corpus(split: 1, draws: 2))
    #expect(try corpus(split: 1, draws: 2) != corpus(split: 2, draws: 2))
    #expect(try corpus(split: 1, draws: 2) != corpus(split: 1, draws: 3))
  }

  /// As a program in another language makes them by the same rules.
  @Test func `a seed's first texts are known`() throws {
    let corpus = try Lists.corpus(seed: 1997)
    var random = SplitMix64(seed: 1997)
    let training = try corpus.training.scenes(3, fillerTokens: 0...40, using: &random)
    let pairs = try corpus.heldOut.mirrorPairs(2, fillerTokens: 10, using: &random)
    let texts = [training[1], pairs[1].first, pairs[1].second].map { scene in
      let example = corpus.words.example(of: scene, as: MemoryForm(.languageModel))
      return joined(example.source + example.target)
    }
    #expect(
      texts == [
        "my uncle found a new home in japan after leaving morocco in 1990 . meanwhile the phone "
          + "rang , but nobody was awake . so somebody called early in the morning . a lamp stood "
          + "on the stairs . my uncle has enjoyed living there because he loves the japanese",
        "he found a new home in morocco after leaving spain in 1997 . luckily everyone forgot "
          + "dinner . the bus was empty . he has enjoyed living there because he loves the "
          + "moroccan",
        "he found a new home in spain after leaving morocco in 1997 . luckily everyone forgot "
          + "dinner . the bus was empty . he has enjoyed living there because he loves the "
          + "spanish",
      ])
  }

  @Test func `a length that no fillers have is refused`() throws {
    let heldOut = try Lists.corpus().heldOut
    #expect(throws: MemoryError.unfillable(tokens: 1000)) {
      try heldOut.mirrorPairs(1, fillerTokens: 1000)
    }
  }
}
