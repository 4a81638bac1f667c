import CommandLineInterface
import Corpora
import Files

/// The files that `translate score` compares, read whole: all have the same number of lines, at least
/// one.
struct ScoredTexts {
  struct Text {
    var path: String
    var lines: [[UInt8]] = []
  }

  let hypothesis: Text
  let references: [Text]
  let baseline: Text?

  init(hypothesis: String, references: [String], baseline: String?) throws {
    if references.isEmpty {
      throw Diagnostic(
        .usage, "`--reference FILE` is missing",
        advice: "Such as: translate score --reference test.fr translated.fr")
    }
    let paths = references + [hypothesis, baseline].compactMap { $0 }
    if paths.count(where: { $0 == "-" }) > 1 {
      throw Diagnostic(
        .usage, "standard input cannot be two texts at once", advice: "Name the other's file.")
    }
    self.references = try references.map(Self.read)
    self.hypothesis = try Self.read(hypothesis)
    self.baseline = try baseline.map(Self.read)
    let first = self.references[0]
    for text in self.references + [self.hypothesis] + [self.baseline].compactMap({ $0 })
    where text.lines.count != first.lines.count {
      throw ScoringError.unequalCounts(
        FileLength(path: text.path, lines: text.lines.count),
        reference: FileLength(path: first.path, lines: first.lines.count))
    }
  }

  private static func read(_ path: String) throws -> Text {
    let reader = try LineReader(path: path)
    var text = Text(path: path)
    while let block = try reader.nextBlock() {
      _ = try block.forEachLine(ifInvalid: .error) { _, line in
        text.lines.append(Array(block.bytes[line.text]))
      }
    }
    if text.lines.isEmpty { throw ScoringError.empty(path: path) }
    return text
  }
}

/// Why texts cannot be compared.
enum ScoringError: Error, Equatable {
  case empty(path: String)
  case unequalCounts(FileLength, reference: FileLength)
}
