import Foundation
import TestSupport
import Testing

/// `translate score`, as its users type it.
@Suite struct ScoreCommandTests {
  private let folder = try! TemporaryFolder()

  private func score(_ arguments: String) throws -> ChildProcess.Result {
    try Executable.shell("translate score \(arguments)", directory: folder.url)
  }

  @Test(arguments: try SacreBLEUCorpus.all())
  func `prints what sacreBLEU does`(_ corpus: SacreBLEUCorpus) throws {
    try corpus.write(to: folder)
    let result = try score("\(corpus.options) hypothesis --metric bleu,chrf,chrf++,ter")
    #expect(result.status == 0 && result.standardError.isEmpty, "\(result.standardError)")
    #expect(result.text == corpus.printed)
  }

  @Test(arguments: ["hypothesis", "hypothesis.gz", "- < hypothesis", "< hypothesis"])
  func `reads what it is given`(hypothesis: String) throws {
    try folder.write("reference", "a cat sat\r\non the mat\r\n")
    try folder.write("hypothesis", "a cat sat\non the mat")
    try folder.write("hypothesis.gz", try gzipped(folder.bytes("hypothesis")))
    let result = try score("--reference reference --metric ter,bleu,ter --json \(hypothesis)")
    #expect(
      result.text == """
        {"bleu":{"score":0,"signature":\
        "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:translate-0.2.0"},\
        "ter":{"score":0,"signature":\
        "nrefs:1|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:translate-0.2.0"}}

        """)
  }

  @Test func `scores each line`() throws {
    try folder.write("reference", "The cat is on the mat.\n\nso it is\n")
    try folder.write("hypothesis", "the cat is on the mat.\n\nso it was\n")
    let plain = try score("--reference reference --sentence hypothesis")
    #expect(plain.text == "80.91\t93.01\t0.00\n0.00\t0.00\t0.00\n55.03\t36.21\t33.33\n")
    #expect(plain.standardError.hasPrefix("BLEU|nrefs:1|case:mixed|eff:yes|tok:13a|"))
    let json = try score(
      "--reference reference --sentence --json --metric bleu --lowercase --tokenize none hypothesis"
    )
    let signature = "nrefs:1|case:lc|eff:yes|tok:none|smooth:exp|version:translate-0.2.0"
    let lines = json.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1] == "{\"bleu\":{\"score\":0,\"signature\":\"\(signature)\"}}")
  }

  @Test func `smooths as asked`() throws {
    try folder.write("reference", "a b c d e\n")
    try folder.write("hypothesis", "a b d c e\n")
    for (options, printed) in [
      ("--smooth none", "smooth:none|version:translate-0.2.0 = 0.00 100.0/25.0/0.0/0.0"),
      ("--smooth floor", "smooth:floor[0.10]|version:translate-0.2.0 = 14.29 100.0/25.0/3.3/5.0"),
      (
        "--smooth add-k --smooth-value 0.5",
        "smooth:add-k[0.50]|version:translate-0.2.0 = 31.24 100.0/33.3/14.3/20.0"
      ),
    ] {
      let result = try score("--reference reference --metric bleu \(options) hypothesis")
      #expect(result.text.contains(printed), "\(options): \(result.text)")
    }
  }

  @Test func `tells differences from chance`() throws {
    let words = ["a", "cat", "sat", "on", "the", "mat", "."]
    func text(_ step: Int) -> String {
      (0..<60).map { line in
        (0..<9).map { ($0 + line) % step == 0 ? "x" : words[$0 * line % 7] }
          .joined(separator: " ") + "\n"
      }.joined()
    }
    try folder.write("reference", text(1000))
    try folder.write("good", text(11))
    try folder.write("bad", text(3))
    let options = "--reference reference --metric bleu --bootstrap 200"
    let table = try score("\(options) --baseline bad good").text.split(separator: "\n")
    #expect(table.count == 4)
    #expect(table[0].contains("|nrefs:1|bs:200|seed:12345|case:mixed|"))
    #expect(table[2].hasPrefix("bad "))
    #expect(table[3].hasPrefix("good ") && table[3].hasSuffix("  0.0050"))

    func json(_ more: String) throws -> [String: Any]? {
      let object = try JSONSerialization.jsonObject(
        with: Data(score("\(options) --json \(more)").standardOutput))
      return (object as? [String: Any])?["bleu"] as? [String: Any]
    }
    let compared = try #require(try json("--baseline bad --threads 1 good"))
    let alone = try #require(try json("--threads 3 good"))
    let other = try #require(try json("--seed 7 good"))
    #expect(abs((compared["pValue"] as? Double ?? 1) - 1 / 201) < 1e-9)
    #expect(Set(compared.keys) == Set(alone.keys).union(["baseline", "pValue"]))
    #expect(compared["mean"] as? Double == alone["mean"] as? Double)
    #expect(compared["mean"] as? Double != other["mean"] as? Double)
    let interval = /\d+\.\d\d \(μ = \d+\.\d\d ± \d+\.\d\d\)/
    #expect(try score("\(options) good").text.contains(interval))
  }

  @Test(arguments: [
    WrongUse(arguments: "two", status: 64, says: "`--reference FILE` is missing"),
    WrongUse(
      arguments: "--reference two three", status: 65, says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "--reference two --reference three two", status: 65,
      says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "--reference two --bootstrap 9 --baseline three two", status: 65,
      says: "`three` has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "--reference two < three", status: 65,
      says: "standard input has 3 lines, and `two` 2\n"),
    WrongUse(
      arguments: "--reference none none", status: 65,
      says: "`none` is empty: there is nothing to score\n"),
    WrongUse(
      arguments: "--reference two < none", status: 65,
      says: "standard input is empty: there is nothing to score\n"),
    WrongUse(
      arguments: "--reference two invalid", status: 65,
      says: "`invalid`, line 2, byte 3: 0xFF is not UTF-8"),
    WrongUse(
      arguments: "--reference nowhere two", status: 66, says: "there is no file `nowhere`"),
    WrongUse(
      arguments: "--reference - -", status: 64, says: "standard input cannot be two texts at once"),
    WrongUse(
      arguments: "--reference two two two", status: 64,
      says: "unexpected argument `two` after [HYPOTHESIS]"),
    WrongUse(
      arguments: "--reference two --metric bleu,meteor two", status: 64,
      says: "`--metric` is bleu, chrf, chrf++ or ter, not `meteor`"),
    WrongUse(
      arguments: "--reference two --tokenize 14a two", status: 64,
      says: "`--tokenize` is 13a, intl, char, zh or none, not `14a`; did you mean `13a`?"),
    WrongUse(
      arguments: "--reference two --metric ter --tokenize intl two", status: 64,
      says: "--tokenize has no effect without bleu in --metric"),
    WrongUse(
      arguments: "--reference two --smooth-value 1 two", status: 64,
      says: "--smooth-value has no effect with --smooth exp"),
    WrongUse(
      arguments: "--reference two --smooth floor --smooth-value -1 two", status: 64,
      says: "`--smooth-value` takes a number (at least 0), not `-1`"),
    WrongUse(
      arguments: "--reference two --baseline two two", status: 64,
      says: "--baseline has no effect without --bootstrap"),
    WrongUse(
      arguments: "--reference two --seed 4 two", status: 64,
      says: "--seed has no effect without --bootstrap"),
    WrongUse(
      arguments: "--reference two --bootstrap 9 --sentence two", status: 64,
      says: "--bootstrap is for whole files, and --sentence for lines"),
    WrongUse(
      arguments: "--reference two two > /dev/full", status: 74,
      says: "writing standard output failed: No space left on device"),
  ])
  func `says what is wrong`(_ wrong: WrongUse) throws {
    try folder.write("two", "a\nb\n")
    try folder.write("three", "a\nb\nc\n")
    try folder.write("none", "")
    try folder.write("invalid", Array("a b\nc ".utf8) + [0xFF, 0x0A])
    wrong.check(try score(wrong.arguments))
  }
}

/// A corpus of `sacrebleu_scores.json`, and what sacreBLEU prints of it.
struct SacreBLEUCorpus: Decodable, CustomTestStringConvertible {
  private struct Result: Decodable {
    var score: Double
    var signature: String
    var verbose: String?

    /// The line, with our version.
    func line(_ name: String) -> String {
      let signature = signature.replacing("version:2.6.0", with: "version:translate-0.2.0")
      let rest = verbose?.dropFirst("BLEU = ".count).description
      return "\(name)|\(signature) = \(rest ?? String(format: "%.2f", score))\n"
    }
  }

  private var name: String
  private var hyps: [String]
  private var refs: [[String]]
  private var bleu: [Result]
  private var chrf: [Result]
  private var ter: [Result]

  var testDescription: String { name }

  static func all() throws -> [SacreBLEUCorpus] {
    struct File: Decodable { var corpora: [SacreBLEUCorpus] }
    let data = try Data(contentsOf: Fixture.url("sacrebleu_scores.json"))
    return try JSONDecoder().decode(File.self, from: data).corpora
  }

  func write(to folder: TemporaryFolder) throws {
    for (name, lines) in [("hypothesis", hyps)] + refs.enumerated().map({ ("\($0)", $1) }) {
      try folder.write(name, lines.map { "\($0)\n" }.joined())
    }
  }

  var options: String { refs.indices.map { "--reference \($0)" }.joined(separator: " ") }

  /// The first of each metric's cases are those without options.
  var printed: String {
    bleu[0].line("BLEU") + chrf[0].line("chrF2") + chrf[1].line("chrF2++") + ter[0].line("TER")
  }
}
