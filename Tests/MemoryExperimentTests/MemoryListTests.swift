import Foundation
import TestSupport
import Testing
import TextProcessing

@testable import MemoryExperiment

/// What is true of the lists that come with the program.
@Suite struct MemoryListTests {
  @Test func `the experiment has its twelve countries and all else in number`() throws {
    let words = try Lists.words()
    #expect(words.countries.count == 12)
    #expect(words.subjects.count == 4)
    #expect(words.cues.count == 6)
    #expect(words.queries.count == 8)
    #expect(words.fillers.count == 60)
    #expect(words.years.count == 40)
  }

  static let french = [
    "france": "en france", "spain": "en espagne", "italy": "en italie",
    "germany": "en allemagne", "greece": "en grèce", "japan": "au japon",
    "portugal": "au portugal", "brazil": "au brésil", "mexico": "au mexique",
    "morocco": "au maroc", "the united states": "aux états-unis",
    "the netherlands": "aux pays-bas",
  ]

  @Test func `each country has its preposition in French`() throws {
    let words = try Lists.words()
    #expect(Set(words.countries.map(\.spelling)) == Set(Self.french.keys))
    for country in words.countries {
      #expect(Self.french[country.spelling] == joined(country.place))
    }
  }

  /// In the masculine, and in the feminine where that differs.
  static let sentences: [(english: String, masculine: String, feminine: String)] = [
    ("has enjoyed living there", "a aimé vivre en france", "a aimé vivre en france"),
    ("is still happy there", "est toujours heureux en france", "est toujours heureuse en france"),
    (
      "has found good friends there", "a trouvé de bons amis en france",
      "a trouvé de bons amis en france"
    ),
    ("wants to grow old there", "veut vieillir en france", "veut vieillir en france"),
    (
      "bought a small house there", "a acheté une petite maison en france",
      "a acheté une petite maison en france"
    ),
    (
      "works in a school there", "travaille dans une école en france",
      "travaille dans une école en france"
    ),
    (
      "was warmly welcomed there", "a été chaleureusement accueilli en france",
      "a été chaleureusement accueillie en france"
    ),
    ("became a doctor there", "est devenu médecin en france", "est devenue médecin en france"),
  ]
  static let subjects = [
    ("she", "elle", isFeminine: true), ("he", "il", isFeminine: false),
    ("my sister", "ma sœur", isFeminine: true), ("my uncle", "mon oncle", isFeminine: false),
  ]

  @Test(arguments: subjects)
  func `every last sentence agrees with its subject`(
    subject: (english: String, french: String, isFeminine: Bool)
  ) throws {
    let words = try Lists.words()
    let index = try #require(words.subjects.firstIndex { joined($0.name) == subject.english })
    let france = try #require(words.countries.firstIndex { $0.spelling == "france" })
    let found = words.queries.indices.map { query in
      let example = words.example(
        of: MemoryScene(
          cue: 0, query: query, subject: index, year: 0, origin: france == 0 ? 1 : 0,
          destination: france, fillers: []), as: MemoryForm(.translation))
      return [
        joined(example.source.split(separator: Array("<sep>".utf8))[1]), joined(example.target),
      ]
    }
    let expected = Self.sentences.map { sentence in
      [
        "\(subject.english) \(sentence.english)",
        "\(subject.french) \(subject.isFeminine ? sentence.feminine : sentence.masculine)",
      ]
    }
    #expect(found == expected)
  }

  @Test func `the text is as the tokenizer would have it`() throws {
    let english = try Tokenizer(TokenizerOptions(locale: "en", lowercase: true))
    let words = try Lists.words()
    let scenes = try Lists.corpus().training.scenes(300, fillerTokens: 40...80)
    for scene in scenes {
      let source = words.example(of: scene, as: MemoryForm(.languageModel)).source
      #expect(try english.tokens(of: joined(source)).map(\.bytes) == source)
    }
    let french = try Tokenizer(TokenizerOptions(locale: "fr", lowercase: true))
    for (_, masculine, feminine) in Self.sentences {
      for sentence in [masculine, feminine] {
        #expect(try french.tokens(of: sentence).map(\.text).joined(separator: " ") == sentence)
      }
    }
  }

  @Test func `a filler names no country, no language and no one who speaks it`() throws {
    let countries = try Lists.rows(of: "countries.tsv").joined()
      .flatMap { $0.split(separator: " ") }
    let others = """
      country language english french europe europe's european asia asian america africa african \
      abroad foreign capital border passport king queen president speak spoke spoken she he her his
      """
    let telling = Set(countries.map(String.init)).union(
      others.split(separator: " ").map(String.init)
    ).subtracting(["the", "in"])
    for filler in try Lists.rows(of: "fillers.txt").joined() {
      let named = filler.split(separator: " ").map(String.init).filter(telling.contains)
      #expect(named == [], "\(filler)")
    }
  }

  @Test func `no two fillers are near copies`() throws {
    let fillers = try Lists.rows(of: "fillers.txt").joined().map { Set($0.split(separator: " ")) }
    for (index, filler) in fillers.enumerated() {
      for other in fillers[..<index] where min(filler.count, other.count) > 3 {
        let shared = filler.intersection(other).count
        #expect(
          3 * shared < 2 * filler.union(other).count,
          "\(filler.sorted()) and \(other.sorted())")
      }
    }
  }

  /// Those of the experiment and of the models: tokenizers may know what languages they serve.
  @Test func `no country stands in the sources`() throws {
    let names = try Lists.words().countries.map(\.spelling)
    let sources = Lists.repository.appendingPathComponent("Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
      .filter { path in
        path.hasSuffix(".swift")
          && !["TextProcessing/Tokenizing/", "Evaluation/"].contains(where: path.hasPrefix)
      }
    for path in paths {
      let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
      #expect(names.filter(text.lowercased().contains) == [], "\(path)")
    }
    #expect(paths.contains("MemoryExperiment/MemoryCorpus.swift"))
  }
}
