import TextProcessing

// What is told of a vocabulary, in words and as JSON.

struct CoverageFacts: Encodable {
  var tokens: Tally
  var types: Tally
  var unknownTokens: [Unknown]

  struct Tally: Encodable {
    var known: Int
    var unknown: Int
    var rate: Double?
  }
  struct Unknown: Encodable {
    var token: String
    var count: Int
  }

  init(_ coverage: VocabularyCoverage) {
    func tally(_ tally: VocabularyCoverage.Tally) -> Tally {
      Tally(known: tally.known, unknown: tally.unknown, rate: tally.rate)
    }
    tokens = tally(coverage.tokens)
    types = tally(coverage.types)
    unknownTokens = coverage.unknownTokens.map { Unknown(token: text($0.token), count: $0.count) }
  }
}

struct DifferenceFacts: Encodable {
  var moved: [Move]
  var lost: [Entry]
  var gained: [Entry]

  struct Move: Encodable {
    var token: String
    var from: Int
    var to: Int
  }
  struct Entry: Encodable {
    var token: String
    var id: Int
  }

  init(_ difference: VocabularyDifference) {
    moved = difference.moved.map { Move(token: text($0.token), from: $0.from, to: $0.to) }
    lost = difference.lost.map { Entry(token: text($0.token), id: $0.id) }
    gained = difference.gained.map { Entry(token: text($0.token), id: $0.id) }
  }
}

func coverageText(_ coverage: VocabularyCoverage) -> String {
  func row(_ name: String, _ tally: VocabularyCoverage.Tally) -> [String] {
    let share = tally.rate.map { "\(fixed($0 * 100, 2)) %" } ?? "-"
    return [name, "\(tally.known)", "\(tally.unknown)", share]
  }
  var lines = table(
    [["", "known", "unknown", "share known"]]
      + [row("tokens", coverage.tokens), row("different ones", coverage.types)])
  if !coverage.unknownTokens.isEmpty {
    lines += ["", "the most frequent unknown tokens:"]
    lines += coverage.unknownTokens.map { "  \(text($0.token)) \($0.count)" }
  }
  return lines.joined(separator: "\n") + "\n"
}

func differenceText(_ difference: VocabularyDifference) -> String {
  if difference.isEmpty { return "the two have the same tokens with the same ids\n" }
  let rows =
    difference.lost.map { ["-", text($0.token), "was \($0.id)"] }
    + difference.gained.map { ["+", text($0.token), "is \($0.id)"] }
    + difference.moved.map { [">", text($0.token), "was \($0.from), is \($0.to)"] }
  let summary =
    "\(difference.lost.count) lost (-), \(difference.gained.count) gained (+), "
    + "\(difference.moved.count) moved (>)"
  return ([summary] + rows.map { $0.joined(separator: "\t") }).joined(separator: "\n") + "\n"
}

/// A token to be shown: what is not UTF-8 as U+FFFD.
func text(_ token: [UInt8]) -> String { String(decoding: token, as: UTF8.self) }
