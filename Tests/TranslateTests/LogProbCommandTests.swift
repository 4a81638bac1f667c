import Foundation
import TestSupport
import Testing

/// `translate logprob` and `translate evaluate`, as their users type them.
@Suite struct LogProbCommandTests {
  private let folder = try! TemporaryFolder()

  private func translate(_ arguments: String) throws -> ChildProcess.Result {
    try Executable.shell("translate \(arguments)", directory: folder.url)
  }

  private struct Said: Decodable {
    var translation: String
    var logProbability: Double?
    var status: String
  }

  private struct Scored: Decodable {
    struct Token: Decodable {
      var token: String
      var logProbability: Double
    }
    var logProbability: Double
    var tokens: [Token]?
  }

  private func objects<Value: Decodable>(_ type: Value.Type, _ arguments: String) throws -> [Value]
  {
    let result = try translate(arguments)
    #expect(result.status == 0 && result.standardError.isEmpty, "\(result.standardError)")
    return try result.text.split(separator: "\n").map {
      try JSONDecoder().decode(type, from: Data($0.utf8))
    }
  }

  private static let source = "a cat\nsat on the mat\nit\n\nthe house that we saw , not that\n"

  /// Words that the model chose one by one, and the same words all at once.
  @Test func `finds translations as probable as the model that said them`() throws {
    try SampleModel.write(to: folder, attention: .additive)
    try folder.write("in", Self.source)
    let said = try objects(Said.self, "run model --json --input in")
    try folder.write("out", said.map { $0.translation + "\n" }.joined())
    let scored = try objects(
      Scored.self, "logprob model --source in --target out --json --per-token")
    #expect(scored.count == said.count && said.contains { $0.status == "ok" })
    for (said, scored) in zip(said, scored) {
      let tokens = try #require(scored.tokens)
      #expect(tokens.last?.token == "</s>")
      #expect(tokens.dropLast().map(\.token).joined(separator: " ") == said.translation)
      guard let expected = said.logProbability else { continue }
      let found = tokens.prefix(said.status == "ok" ? tokens.count : tokens.count - 1)
        .reduce(0) { $0 + $1.logProbability }
      #expect(abs(found - expected) < 1e-4 * abs(expected))
      #expect(abs(tokens.reduce(0) { $0 + $1.logProbability } - scored.logProbability) < 1e-9)
    }
  }

  @Test func `gives the same for any batch and any number of threads`() throws {
    try SampleModel.write(to: folder, attention: .dot)
    try folder.write("in", String(repeating: Self.source, count: 9))
    try folder.write("out", String(repeating: "a cat sat\nit\n\nthe mat zebra\nhouse\n", count: 9))
    let command = "logprob model --source in --target out"
    let usual = try translate(command).text
    #expect(usual.split(separator: "\n").count == 45)
    for options in [
      "--mini-batch 1 --threads 1", "--mini-batch 7 --maxi-batch 2", "--threads 2",
    ] {
      #expect(try translate("\(command) \(options)").text == usual, "\(options)")
    }
    let sums = try translate("\(command) --per-token").text.split(separator: "\n").map {
      $0.split(separator: " ").reduce(0) { $0 + (Double($1) ?? .nan) }
    }
    for (sum, line) in zip(sums, usual.split(separator: "\n")) { #expect("\(sum)" == line) }
  }

  @Test func `scores what it translates`() throws {
    try SampleModel.write(to: folder)
    try folder.write("in", Self.source)
    try folder.write("reference", "a mat\nthe cat sat\nit is\n\nthis house\n")
    let evaluated = try translate(
      "evaluate model --source in --reference reference --metric bleu,chrf,ter --output out")
    #expect(evaluated.status == 0 && evaluated.standardError.isEmpty)
    #expect(try folder.text("out") == translate("run model --input in").text)
    #expect(evaluated.text == (try translate("score --reference reference out").text))
    let json = try translate(
      "evaluate model --source in --reference reference --metric bleu --tokenize char --json")
    let score = "score --reference reference --metric bleu --tokenize char --json out"
    #expect(json.text == (try translate(score).text))
  }

  @Test(arguments: [
    "--bootstrap 50", "--bootstrap 50 --seed 3 --json", "--bootstrap 50 --baseline base --json",
    "--sentence", "--sentence --json --lowercase --smooth floor",
  ])
  func `scores what it translates as score does`(options: String) throws {
    try SampleModel.write(to: folder)
    try folder.write("in", Self.source)
    try folder.write("reference", "a mat\nthe cat sat\nit is\n\nthis house\n")
    try folder.write("base", "a cat\nthe mat\nis\n\nhouse\n")
    let evaluated = try translate(
      "evaluate model --source in --reference reference \(options) --output out")
    let scored = try translate("score --reference reference \(options) out")
    #expect(evaluated.status == 0 && !scored.text.isEmpty)
    #expect(evaluated.text == scored.text)
    #expect(evaluated.standardError == scored.standardError)
  }

  @Test func `compares a model with a baseline`() throws {
    try SampleModel.write(to: folder)
    try folder.write("in", Self.source)
    try folder.write("base", "a cat\nthe mat\nis\n\nhouse\n")
    let result = try translate(
      "evaluate model --source in --reference base --metric chrf --bootstrap 20 --baseline base")
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("chrF2|nrefs:1|bs:20|seed:12345|"))
    #expect(lines[2].hasPrefix("base ") && lines[3].hasPrefix("model "), "\(result)")
  }

  @Test(arguments: [
    WrongUse(
      arguments: "logprob model --source three --target two", status: 65,
      says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "logprob model --source two", status: 64, says: "`--target FILE` is missing"),
    WrongUse(
      arguments: "logprob model --source - --target -", status: 64,
      says: "standard input cannot be two texts at once"),
    WrongUse(
      arguments: "logprob model --source two --target nowhere", status: 66,
      says: "there is no file `nowhere`"),
    WrongUse(
      arguments: "logprob model --source two --target invalid", status: 65,
      says: "`invalid`, line 2, byte 2: 0xFF is not UTF-8"),
    WrongUse(
      arguments: "logprob model --source two --target long", status: 65,
      says: "`long`, line 2: 10001 tokens are more than the 10000 that can be scored"),
    WrongUse(
      arguments: "logprob other --source two --target two", status: 65,
      says: "`other` is a model for the task `classify`, not `translate`"),
    WrongUse(
      arguments: "logprob two --source two --target two", status: 65,
      says: "`two` is a text file, not a model\nA model is a file that `translate train` writes"),
    WrongUse(
      arguments: "logprob nowhere --source two --target two", status: 66,
      says: "there is no file `nowhere`\n"),
    WrongUse(
      arguments: "logprob model --source two --target two --output two", status: 64,
      says: "`two` is read and written"),
    WrongUse(
      arguments: "evaluate model --source three --reference two", status: 65,
      says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "evaluate model --source two", status: 64, says: "`--reference FILE` is missing"),
    WrongUse(
      arguments: "evaluate model --source none --reference none", status: 65,
      says: "`none` is empty: there is nothing to score"),
    WrongUse(
      arguments: "evaluate other --source two --reference two", status: 65,
      says: "`other` is a model for the task `classify`"),
    WrongUse(
      arguments: "evaluate . --source two --reference two", status: 66,
      says: "`.` is a directory, not a model file"),
    WrongUse(
      arguments: "evaluate nowhere --source two --reference two", status: 66,
      says: "there is no file `nowhere`\n"),
    WrongUse(
      arguments: "evaluate model --source two --reference nowhere", status: 66,
      says: "there is no file `nowhere`\n"),
    WrongUse(
      arguments: "evaluate model --source two --reference two --baseline two", status: 64,
      says: "without --bootstrap"),
    WrongUse(
      arguments: "evaluate model --source two --reference two --bootstrap 9 --baseline three",
      status: 65, says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "evaluate model --source two --reference two --bootstrap 9 --baseline base "
        + "--output base", status: 64, says: "`base` is read and written"),
  ])
  func `says what is wrong`(_ wrong: WrongUse) throws {
    try SampleModel.write(to: folder)
    try SampleModel.writeClassifier("other", to: folder)
    try folder.write("two", "a\nb\n")
    try folder.write("base", "a\nb\n")
    try folder.write("three", "a\nb\nc\n")
    try folder.write("none", "")
    try folder.write("invalid", Array("a\nb".utf8) + [0xFF, 0x0A])
    try folder.write("long", "a\n" + String(repeating: "a ", count: 10_001) + "\n")
    wrong.check(try translate(wrong.arguments))
  }
}
