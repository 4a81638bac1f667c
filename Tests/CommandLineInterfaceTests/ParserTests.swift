import Testing

@testable import CommandLineInterface

@Suite("Parsing")
struct ParserTests {
  @Test
  func `Nothing given leaves the defaults`() throws {
    let arguments = try #require(try Sample.parse([]))
    #expect(!arguments[Sample.joiner])
    #expect(!arguments[Sample.residual])
    #expect(arguments[Sample.shuffle])
    #expect(arguments[Sample.threads] == 2)
    #expect(arguments[Sample.merges] == nil)
    #expect(arguments[Sample.locale] == nil)
    #expect(arguments[Sample.kind] == .icu)
    #expect(arguments[Sample.metrics] == [.bleu, .chrf])
    #expect(arguments[Sample.dropout] == 0.5)
    #expect(arguments[Sample.rate] == nil)
    #expect(arguments[Sample.glossary] == [])
    #expect(arguments.operands == [])
    #expect(!arguments.isGiven(Sample.threads))
  }

  struct Reading: CustomTestStringConvertible {
    var testDescription: String
    var words: [String]
    var holds: @Sendable (Arguments) -> Bool

    init(_ name: String, _ words: [String], _ holds: @escaping @Sendable (Arguments) -> Bool) {
      (testDescription, self.words, self.holds) = (name, words, holds)
    }
  }

  @Test(arguments: [
    Reading("a flag", ["--joiner"]) { $0[Sample.joiner] && $0.isGiven(Sample.joiner) },
    Reading("a flag turned off", ["--no-shuffle"]) { !$0[Sample.shuffle] },
    Reading("that it was given, turned off", ["--no-residual"]) { $0.isGiven(Sample.residual) },
    Reading("a value as the next word", ["--threads", "7"]) { $0[Sample.threads] == 7 },
    Reading("a value after the sign", ["--threads=7"]) { $0[Sample.threads] == 7 },
    Reading("an empty value", ["--locale="]) { $0[Sample.locale] == "" },
    Reading("a value that begins with an accent", ["--locale=\u{301}a"]) {
      $0[Sample.locale]?.unicodeScalars.first == "\u{301}"
    },
    Reading("a value with a sign in it", ["--locale=a=b"]) { $0[Sample.locale] == "a=b" },
    Reading("a value that looks like an option", ["--locale", "--joiner"]) {
      $0[Sample.locale] == "--joiner" && !$0[Sample.joiner]
    },
    Reading("the least and the greatest", ["--threads=1024", "--dropout=0"]) {
      $0[Sample.threads] == 1024 && $0[Sample.dropout] == 0
    },
    Reading("a number in scientific notation", ["--rate", "1e-3"]) { $0[Sample.rate] == 0.001 },
    Reading("a choice", ["--tokenizer", "char"]) { $0[Sample.kind] == .char },
    Reading("several choices", ["--metric", "ter,chrf++"]) {
      $0[Sample.metrics] == [.ter, .plus]
    },
    Reading("a repeated option", ["--glossary", "a", "--glossary=b"]) {
      $0[Sample.glossary] == ["a", "b"]
    },
    Reading("as many words as an option takes", ["--diff", "a", "b", "c"]) {
      $0[Sample.diff] == ["a", "b"] && $0.operands == ["c"]
    },
    Reading("words up to the next option", ["--models", "a", "-", "--joiner", "c"]) {
      $0[Sample.models] == ["a", "-"] && $0.operands == ["c"]
    },
    Reading("operands between options", ["a", "--joiner", "-", "b"]) {
      $0.operands == ["a", "-", "b"]
    },
    Reading("operands after the end of options", ["--", "--joiner", "--help", "--"]) {
      $0.operands == ["--joiner", "--help", "--"] && !$0[Sample.joiner]
    },
  ])
  func `reads`(_ item: Reading) throws {
    let arguments = try #require(try Sample.parse(item.words))
    #expect(item.holds(arguments), "from \(item.words)")
  }

  struct Mistake: CustomTestStringConvertible {
    var words: [String]
    var error: UsageError
    var command = Sample.tokenize
    var testDescription: String { words.joined(separator: " ") }
  }

  @Test(arguments: [
    Mistake(words: ["--thread", "2"], error: .unknownOption("--thread", nearest: "--threads")),
    Mistake(
      words: ["--tokenzier=icu"], error: .unknownOption("--tokenzier", nearest: "--tokenizer")),
    Mistake(
      words: ["--no-resdual"], error: .unknownOption("--no-resdual", nearest: "--no-residual")),
    Mistake(words: ["--no-joiner"], error: .unknownOption("--no-joiner", nearest: "--joiner")),
    Mistake(words: ["--gloss", "a"], error: .unknownOption("--gloss", nearest: "--glossary")),
    Mistake(words: ["--quiet"], error: .unknownOption("--quiet", nearest: nil)),
    Mistake(words: ["-j"], error: .unknownOption("-j", nearest: nil)),
    Mistake(words: ["--threads"], error: .missingValue("--threads N")),
    Mistake(words: ["--diff", "a", "--joiner"], error: .missingValue("--diff FILE FILE")),
    Mistake(words: ["--joiner=yes"], error: .valueForFlag("--joiner")),
    Mistake(words: ["--threads=1", "--threads=1"], error: .givenTwice("--threads")),
    Mistake(words: ["--residual", "--no-residual"], error: .givenTwice("--residual")),
    Mistake(
      words: ["--threads", "many"],
      error: .notInteger(option: "--threads", word: "many", range: 1...1024)),
    Mistake(
      words: ["--threads", "1025"],
      error: .notInteger(option: "--threads", word: "1025", range: 1...1024)),
    Mistake(
      words: ["--threads", "99999999999999999999"],
      error: .notInteger(option: "--threads", word: "99999999999999999999", range: 1...1024)),
    Mistake(
      words: ["--dropout", "1.5"],
      error: .notNumber(option: "--dropout", word: "1.5", range: 0...1)),
    Mistake(
      words: ["--dropout", "nan"],
      error: .notNumber(option: "--dropout", word: "nan", range: 0...1)),
    Mistake(
      words: ["--rate", "inf"],
      error: .notNumber(
        option: "--rate", word: "inf", range: .leastNonzeroMagnitude ... .infinity)),
    Mistake(
      words: ["--rate", "0"],
      error: .notNumber(option: "--rate", word: "0", range: .leastNonzeroMagnitude ... .infinity)),
    Mistake(
      words: ["--tokenizer", "uci"],
      error: .notChoice(of: "--tokenizer", word: "uci", choices: ["icu", "space", "char"])),
    Mistake(
      words: ["--metric", "bleu,"],
      error: .notChoice(of: "--metric", word: "", choices: ["bleu", "chrf", "ter", "chrf++"])),
    Mistake(words: [], error: .missingOperand("MODEL"), command: Sample.run),
    Mistake(words: ["a", "b"], error: .missingOption("--output DIR"), command: Sample.check),
    Mistake(
      words: ["--output=d", "a"], error: .missingOperand("TARGET"), command: Sample.check),
    Mistake(
      words: ["--output=d", "a", "b", "c"],
      error: .unexpectedOperand("c", expected: ["SOURCE", "TARGET"]), command: Sample.check),
    Mistake(
      words: ["powershell"],
      error: .notChoice(of: "SHELL", word: "powershell", choices: ["bash", "zsh", "fish"]),
      command: .completion(of: "sample")),
    Mistake(words: ["--oops", "--threads"], error: .unknownOption("--oops", nearest: nil)),
  ])
  func `complains of`(_ item: Mistake) {
    #expect(throws: item.error) { try Sample.parse(item.words, item.command) }
  }

  @Test(arguments: [
    ["--help"], ["-h"], ["a", "--help", "--oops"], ["--oops", "--help"], ["--threads=no", "-h"],
  ])
  func `Help is given whatever else is wrong`(_ words: [String]) throws {
    #expect(try Sample.parse(words) == nil)
  }

  @Test
  func `A value that reads as help is a value`() throws {
    #expect(try #require(try Sample.parse(["--locale", "--help"]))[Sample.locale] == "--help")
  }
}
