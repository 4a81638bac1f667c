import Foundation
import TestSupport
import Testing

/// Help, messages and documents speak the field's language: none of the phrases that readers from
/// Marian, PyTorch, Keras and sacreBLEU stumbled over comes back.
@Suite struct WordingTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../..").standardizedFileURL

  /// What not to say, and what the field says instead.
  private static let phrases: [(pattern: String, instead: String)] = [
    (#"\bso manyth\b|\bevery so many\b"#, "every N"),
    (#"\bso many (of the|words|target|mini-batches|epochs|updates)\b"#, "N"),
    (#"\bthe best by\b"#, "metric that selects the best model"),
    (#"\blongest gradient\b|\bclips nothing\b"#, "maximum gradient norm; 0 disables clipping"),
    (#"\bnumbers of a word's vector\b"#, "size of the embeddings"),
    (#"\bby lot\b|\bthe lot\b"#, "random"),
    (#"\bfollows? from\b"#, "random seed"),
    (#"^Talk$|\| Talk \|"#, "Verbosity"),
    (#"\bfault of ours\b"#, "internal error"),
    (#"\b[Mm]end (it|them)\b"#, "Fix"),
    (#"\b(this|it|that|`|\)) is no (?!longer\b|more\b)[a-z]+"#, "is not a"),
    (#"\bmeans nothing\b"#, "has no effect"),
    (#"\bwhat products are made in\b|\bproducts like them\b"#, "matrix multiplication"),
    (#"\btells? (it|of|them)\b"#, "print, report"),
    (#"\bif need be\b|\banew\b|\bhang together\b|\bstand afterwards\b"#, "plain English"),
  ]

  /// Names that say nothing to a reader of PyTorch or Marian.
  private static let identifiers =
    #"\b(rest[12]|sober|bestGuess|stretches|RunningModel|LargestElements|internalFault)\b"#

  @Test func `help speaks the field's language`() throws {
    let help = try Executable.run("help", "--markdown")
    #expect(help.status == 0)
    expectPlain(help.text, in: "translate help --markdown")
  }

  @Test func `documents speak the field's language`() throws {
    let folders = ["", "docs", "corpora", "vocab", "benchmarks", "Examples"]
    for folder in folders {
      let url = Self.root.appendingPathComponent(folder)
      for file in try FileManager.default.contentsOfDirectory(atPath: url.path)
      where file.hasSuffix(".md") {
        expectPlain(try text(url.appendingPathComponent(file)), in: "\(folder)/\(file)")
      }
    }
  }

  @Test func `messages and names speak the field's language`() throws {
    let sources = Self.root.appendingPathComponent("Sources")
    let files = FileManager.default.enumerator(atPath: sources.path)
    while let file = files?.nextObject() as? String {
      guard file.hasSuffix(".swift") else { continue }
      let code = try text(sources.appendingPathComponent(file))
      expectPlain(literals(in: code), in: file)
      let name = code.range(of: Self.identifiers, options: .regularExpression)
      #expect(name == nil, "\(file): \(name.map { String(code[$0]) } ?? "")")
    }
  }

  /// The text between quotes, which is what users may come to read.
  private func literals(in code: String) -> String {
    code.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .flatMap { line in
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      }
      .joined(separator: "\n")
  }

  private func expectPlain(_ text: String, in place: String) {
    for line in text.split(separator: "\n") {
      for (pattern, instead) in Self.phrases
      where line.range(of: pattern, options: .regularExpression) != nil {
        Issue.record("\(place): `\(line)`: say `\(instead)`")
      }
    }
  }

  private func text(_ url: URL) throws -> String { try String(contentsOf: url, encoding: .utf8) }
}
