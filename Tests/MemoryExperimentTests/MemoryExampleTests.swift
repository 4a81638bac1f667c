import Files
import TestSupport
import Testing

@testable import MemoryExperiment

@Suite struct MemoryExampleTests {
  let words: MemoryWords
  init() throws { words = try Lists.words() }

  /// She moved from Spain to France, and two things were said in between.
  private func scene() throws -> MemoryScene {
    MemoryScene(
      cue: 0, query: 0, subject: 0, year: try #require(words.years.firstIndex(of: utf8("1997"))),
      origin: try country("spain"), destination: try country("france"),
      fillers: [
        try #require(words.fillers.firstIndex { joined($0) == "it rained ." }),
        try #require(words.fillers.firstIndex { joined($0) == "the phone broke ." }),
      ])
  }

  private func country(_ name: String) throws -> Int {
    try #require(words.countries.firstIndex { $0.spelling == name })
  }

  private func text(_ scene: MemoryScene, _ form: MemoryForm) -> [String] {
    let example = words.example(of: scene, as: form)
    return [joined(example.source), joined(example.target)]
  }

  static let context =
    "in 1997 she moved from spain to france . it rained . the phone broke ."

  @Test func `a language model goes on with the adjective`() throws {
    let expected = [
      "\(Self.context) she has enjoyed living there because she loves the", "french",
    ]
    #expect(text(try scene(), MemoryForm(.languageModel)) == expected)
  }

  @Test func `a translator says the last sentence in French`() throws {
    var form = MemoryForm(.translation)
    let french = "elle a aimé vivre en france"
    #expect(
      text(try scene(), form) == ["\(Self.context) <sep> she has enjoyed living there", french])
    form.separator = nil
    #expect(text(try scene(), form) == ["\(Self.context) she has enjoyed living there", french])
  }

  @Test func `an example tells where its filler and its answer are`() throws {
    var scene = try scene()
    scene.destination = try country("the united states")
    for (task, answer) in [
      (MemoryForm.Task.languageModel, "american"), (.translation, "aux états-unis"),
    ] {
      let example = words.example(of: scene, as: MemoryForm(task))
      #expect(joined(example.source[example.filler]) == "it rained . the phone broke .")
      #expect(joined(example.target[example.answer]) == answer)
    }
  }

  @Test func `the mirrored text has the two countries swapped and nothing else`() throws {
    let pairs = try Lists.corpus().heldOut.mirrorPairs(150, fillerTokens: 20)
    for pair in pairs {
      let names = (words.countries[pair.first.origin], words.countries[pair.first.destination])
      for task in [MemoryForm.Task.languageModel, .translation] {
        let (one, other) = (
          words.example(of: pair.first, as: MemoryForm(task)),
          words.example(of: pair.second, as: MemoryForm(task))
        )
        // Whole words: no country's name holds another's, as the lists are checked for.
        let swapped = joined(one.source)
          .replacing(names.0.spelling, with: "{}")
          .replacing(names.1.spelling, with: names.0.spelling)
          .replacing("{}", with: names.1.spelling)
        #expect(joined(other.source) == swapped)
        #expect(one.source.map(joined).sorted() == other.source.map(joined).sorted())
        #expect(one.filler == other.filler)
        #expect(
          one.target[..<one.answer.lowerBound] == other.target[..<other.answer.lowerBound])
        #expect(one.target[one.answer] != other.target[other.answer])
      }
    }
  }

  @Test func `another destination leaves all else, and never leaves two countries the same`() throws
  {
    let scene = try scene()
    #expect(scene.moved(to: scene.origin) == scene.mirrored)
    #expect(scene.moved(to: scene.destination) == scene)
    let moved = text(scene.moved(to: try country("japan")), MemoryForm(.languageModel))
    let expected = text(scene, MemoryForm(.languageModel))[0].replacing("france", with: "japan")
    #expect(moved == [expected, "japanese"])
  }

  @Test func `a masked cue is the same whatever the countries are`() throws {
    var form = MemoryForm(.languageModel)
    form.masksCountries = true
    let scene = try scene()
    let expected =
      "in 1997 she moved from <mask> to <mask> . it rained . the phone broke . "
      + "she has enjoyed living there because she loves the"
    #expect(text(scene, form) == [expected, "french"])
    let other = scene.moved(to: try country("the netherlands"))
    #expect(text(other, form) == [expected, "dutch"])
  }

  @Test func `permuted answers are those of the countries that take the others' places`() throws {
    for seed in 0..<50 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let answers = random.cycle(of: words.countries.count)
      #expect(answers.sorted() == Array(words.countries.indices))
      #expect(answers.enumerated().allSatisfy { $0 != $1 }, "seed \(seed)")
      let scene = try scene()
      let given = words.countries[answers[scene.destination]]
      var form = MemoryForm(.languageModel)
      form.answers = answers
      #expect(words.example(of: scene, as: form).target == [given.adjective])
      #expect(text(scene, form)[0] == text(scene, MemoryForm(.languageModel))[0])
      form.task = .translation
      #expect(text(scene, form)[1] == "elle a aimé vivre \(joined(given.place))")
    }
  }
}

private func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

private func joined(_ token: [UInt8]) -> String { String(decoding: token, as: UTF8.self) }
