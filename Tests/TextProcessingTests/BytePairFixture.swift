import Foundation
import TestSupport
import Testing
import TextProcessing

/// What subword-nmt learned from a text.
struct LearningCase: CustomTestStringConvertible, Sendable {
  var name: String
  var words: [(word: String, count: Int)]
  var limit: Int
  var minFrequency: Int
  var merges: [String]  // the lines after the version

  var testDescription: String { "\(name), \(limit) merges" }

  var counts: TokenCounts {
    var counts = TokenCounts()
    for (word, count) in words { counts.add(Array(word.utf8).span, count: count) }
    return counts
  }

  static func all() throws -> [LearningCase] { try repeats() + conformance() }

  private static func repeats() throws -> [LearningCase] {
    let file = try Fixture.json("subword_nmt_repeats.json")
    return (file["corpora"] as! [[String: Any]]).map { corpus in
      LearningCase(
        name: corpus["name"] as! String,
        words: (corpus["words"] as! [[Any]]).map { ($0[0] as! String, $0[1] as! Int) },
        limit: corpus["merges"] as! Int, minFrequency: corpus["min_frequency"] as! Int,
        merges: lines(corpus["codes"] as! String).dropFirst().map { String($0) })
    }
  }

  private static func conformance() throws -> [LearningCase] {
    let file = try Fixture.json("subword_nmt.json")
    return (file["corpora"] as! [[String: Any]]).map { corpus in
      let text = corpus["text"] as! String
      return LearningCase(
        name: corpus["name"] as! String,
        words: lines(text).flatMap { spaceSeparated($0) }.map { ($0, 1) },
        limit: corpus["num_symbols"] as! Int,
        minFrequency: (corpus["args"] as! [String: Any])["min_frequency"] as? Int ?? 2,
        merges: corpus["codes"] as! [String])
    }
  }
}

/// What subword-nmt makes of lines.
struct EncodingCase: CustomTestStringConvertible, Sendable {
  var name: String
  var merges: String
  var vocabulary: String?
  var threshold = 0
  var glossaries: [String] = []
  var lines: [(text: String, segmented: String)]

  var testDescription: String { name }

  static func all() throws -> [EncodingCase] { try repeats() + conformance() }

  private static func repeats() throws -> [EncodingCase] {
    let file = try Fixture.json("subword_nmt_repeats.json")
    return (file["encodings"] as! [[String: Any]]).map { encoding in
      EncodingCase(
        name: encoding["name"] as! String, merges: encoding["codes"] as! String,
        vocabulary: encoding["vocabulary"] as? String,
        threshold: encoding["threshold"] as? Int ?? 0,
        glossaries: encoding["glossaries"] as! [String], lines: pairs(encoding["segmented"]))
    }
  }

  private static func conformance() throws -> [EncodingCase] {
    let file = try Fixture.json("subword_nmt.json")
    return (file["corpora"] as! [[String: Any]]).map { corpus in
      let codes = corpus["codes"] as! [String]
      return EncodingCase(
        name: "\(corpus["name"]!), \(codes.count) merges",
        merges: (["#version: 0.2"] + codes).joined(separator: "\n"),
        lines: pairs(corpus["segmented"]))
    }
  }

  private static func pairs(_ json: Any?) -> [(String, String)] {
    (json as! [[String]]).map { ($0[0], $0[1]) }
  }
}

/// The words of a line as subword-nmt has them: only spaces part them.
func spaceSeparated(_ line: String) -> [String] {
  line.utf8.split(separator: UInt8(ascii: " ")).map { String($0)! }
}

private func lines(_ text: String) -> [String] {
  text.utf8.split(separator: UInt8(ascii: "\n")).map { String($0)! }
}

/// Lends a file with this text.
@discardableResult
func withTemporaryText<Result>(
  _ text: String, _ body: (_ path: String) throws -> Result
) throws -> Result {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(try folder.write("text", text)) }
}

extension BytePairEncoder {
  /// The words of a line in pieces, all but each word's last marked with `@@`.
  mutating func segment(_ line: String) -> String {
    spaceSeparated(line).map { pieces(of: $0).joined(separator: "@@ ") }.joined(separator: " ")
  }

  mutating func pieces(of word: String) -> [String] {
    let bytes = Array(word.utf8)
    var ends: [Int32] = []
    split(bytes.span, into: &ends)
    return cut(bytes, at: ends)
  }

  mutating func pieces(
    of word: String, dropout: Double, using generator: inout some RandomNumberGenerator
  ) -> [String] {
    let bytes = Array(word.utf8)
    var ends: [Int32] = []
    split(bytes.span, into: &ends, dropout: dropout, using: &generator)
    return cut(bytes, at: ends)
  }

  private func cut(_ bytes: [UInt8], at ends: [Int32]) -> [String] {
    zip([0] + ends, ends).map { String(decoding: bytes[Int($0)..<Int($1)], as: UTF8.self) }
  }
}
