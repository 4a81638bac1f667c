import Foundation
import TestSupport
import Testing
import TranslateKit

@Suite struct TranslatorTests {
  private static let trained = Result { try TrainedModel() }
  private let model: TrainedModel
  private let translator: Translator

  init() throws {
    model = try Self.trained.get()
    translator = try Translator(contentsOf: model.url)
  }

  /// A line of `translate run --json --alignment`.
  private struct Line: Decodable {
    struct Token: Decodable {
      var start: Int
      var end: Int

      func range(in line: String) -> Range<String.Index> {
        func index(_ offset: Int) -> String.Index {
          line.unicodeScalars.index(line.startIndex, offsetBy: offset)
        }
        return index(start)..<index(end)
      }
    }
    var source: String
    var translation: String
    var logProbability: Double?
    var status: String
    var sourceTokens: [Token]
    var targetTokens: [Token]
    var alignment: [[Int]]

    var asTranslation: Translation {
      Translation(
        text: translation, logProbability: logProbability, status: .init(rawValue: status)!,
        alignment: alignment.map {
          .init(
            source: sourceTokens[$0[0]].range(in: source),
            target: targetTokens[$0[1]].range(in: translation))
        })
    }
  }

  private func commandLine(_ options: String) throws -> [Translation] {
    let result = try TrainedModel.shell(
      "translate run model/model.safetensors --input new.en --json --alignment \(options)",
      in: model.folder)
    #expect(result.status == 0, "\(result.standardError)")
    return try result.text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8)).asTranslation
    }
  }

  @Test func `translates for eight tasks at a time as the command line does`() async throws {
    let expected = try commandLine("")
    let sentences = try model.sentences
    #expect(sentences.count == 1000 && Set(expected.map(\.text)).count > 20)
    let translations = try await withThrowingTaskGroup(of: [(Int, Translation)].self) { group in
      for task in 0..<8 {
        group.addTask { [translator] in
          var translations: [(Int, Translation)] = []
          for index in stride(from: task, to: sentences.count, by: 8) {
            translations.append((index, try await translator.translate(sentences[index])))
          }
          return translations
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(translations.count == sentences.count)
    for (index, translation) in translations {
      #expect(translation == expected[index], "line \(index + 1)")
    }
  }

  @Test func `obeys its options as the command line does`() async throws {
    var options = Translator.Options()
    (options.threads, options.minimumLength, options.maximumSourceLength) = (1, 2, 12)
    (options.maximumLengthFactor, options.usesBfloat16) = (0.5, true)
    let translator = try Translator(contentsOf: model.url, options: options)
    let expected = try commandLine(
      "--min-length 2 --max-length 12 --max-length-factor 0.5 --precision bf16")
    #expect(Set(expected.map(\.status)).isSuperset(of: [.cropped, .maximumLength]))
    #expect(try await translator.translate(model.sentences) == expected)
  }

  @Test func `aligns parts of the sentence with parts of its translation`() async throws {
    let sentences = Array(try model.sentences.prefix(40)) + ["  Élise\u{A0}a 🐱,  you?  "]
    var links = 0
    for (sentence, translation) in zip(sentences, try await translator.translate(sentences)) {
      var end = translation.text.startIndex
      for link in translation.alignment {
        #expect(!sentence[link.source].isEmpty && !translation.text[link.target].isEmpty)
        #expect(link.target.lowerBound >= end)
        end = link.target.upperBound
      }
      links += translation.alignment.count
    }
    #expect(links > sentences.count)
  }

  @Test func `an empty sentence has an empty translation`() async throws {
    let nothing = Translation(text: "", logProbability: nil, status: .empty, alignment: [])
    #expect(try await translator.translate("") == nothing)
    #expect(try await translator.translate([" ", "\u{3000}\t"]) == [nothing, nothing])
    #expect(try await translator.translate([]) == [])
  }

  @Test(arguments: [1, 7, 64]) func `keeps the order of a sequence`(batchSize: Int) async throws {
    let sentences = Array(try model.sentences.prefix(40))
    let expected = try await translator.translate(sentences)
    var found: [Translation] = []
    for try await translation in translator.translations(of: sentences, batchSize: batchSize) {
      found.append(translation)
    }
    #expect(found == expected)

    let stream = AsyncStream(String.self) { continuation in
      for sentence in sentences { continuation.yield(sentence) }
      continuation.finish()
    }
    found = []
    for try await translation in translator.translations(of: stream, batchSize: batchSize) {
      found.append(translation)
    }
    #expect(found == expected)
  }

  @Test func `answers each sentence at once where batches are of one`() async throws {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    var translations = translator.translations(of: stream, batchSize: 1).makeAsyncIterator()
    for sentence in try model.sentences.prefix(3) {
      continuation.yield(sentence)
      #expect(try await translations.next() == translator.translate(sentence))
    }
    continuation.finish()
    #expect(try await translations.next() == nil)
  }

  @Test func `ends where its task is cancelled`() async throws {
    let endless = repeatElement("My sister lives in Rome.", count: .max)
    let task = Task { [translator] in
      for try await translation in translator.translations(of: endless, batchSize: 8) {
        if translation.text.isEmpty { return }
      }
    }
    try await Task.sleep(for: .milliseconds(50))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }

    let late = Task { [translator] in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await translator.translate("Too late.")
    }
    await #expect(throws: CancellationError.self) { try await late.value }
    // The others' translations go on.
    #expect(try await !translator.translate("My sister lives in Rome.").text.isEmpty)
  }

  @Test(
    arguments: [
      ("none", .unreadable, "there is no file"), ("model", .unreadable, "is a directory"),
      ("model/log.jsonl", .invalidData, "is a text file"), ("short", .invalidData, "bytes"),
      ("model/checkpoint.safetensors", .invalidData, "is a training checkpoint, not a model"),
      ("empty", .invalidData, "is an empty file"),
    ] as [(String, TranslationError.Kind, String)])
  func `prints errors as the command line does`(
    name: String, kind: TranslationError.Kind, says: String
  ) throws {
    try model.folder.write("short", model.folder.bytes("model/model.safetensors").prefix(9000))
    try model.folder.write("empty", [])
    // Both see the path that is typed.
    let path = model.folder.url.appendingPathComponent(name).path
    let result = try TrainedModel.shell("translate run '\(path)' hello", in: model.folder)
    let prefix = "translate run: "
    #expect(result.standardError.hasPrefix(prefix) && result.standardError.hasSuffix("\n"))
    do {
      _ = try Translator(contentsOf: URL(fileURLWithPath: path))
      Issue.record("no error for \(name)")
    } catch {
      #expect("\(error)" == result.standardError.dropFirst(prefix.count).dropLast())
      #expect((error as any Error).localizedDescription == "\(error)")
      #expect("\(error)".contains(says))
      let isInModel = name.hasPrefix("model")
      #expect("\(error)".contains("/model/model.safetensors`.") == isInModel)
      #expect(error.kind == kind)
    }
  }

  @Test func `refuses what is not a file`() throws {
    let url = try #require(URL(string: "https://example.org/model.safetensors"))
    let error = try #require(throws: TranslationError.self) { try Translator(contentsOf: url) }
    #expect(error.kind == .unreadable)
    #expect(error.description == "there is no file `https://example.org/model.safetensors`")
  }
}
