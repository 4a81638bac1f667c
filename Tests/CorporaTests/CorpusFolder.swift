import TestSupport
import Testing

@testable import Corpora
@testable import Files

extension TemporaryFolder {
  /// `name.en` and `name.fr`.
  func sides(_ source: String, _ target: String, name: String = "corpus") throws -> CorpusFiles {
    .sides(source: try write("\(name).en", source), target: try write("\(name).fr", target))
  }

  /// Two files that are yet to be written.
  func sides(_ name: String) -> CorpusFiles {
    .sides(source: path("\(name).en"), target: path("\(name).fr"))
  }
}

extension LinePair {
  /// A pair as it is read from the first lines of two files.
  init(_ source: String, _ target: String) throws {
    func line(_ text: String) throws -> Line {
      let block = LineBlock(path: "", bytes: Array((text + "\n").utf8))
      let span = try #require(block.first { _ in true })
      return Line(number: span.number, text: block.bytes[span.text], marks: span.marks)
    }
    self.init(number: 1, source: try line(source), target: try line(target))
  }
}

/// Lines that each end in a line feed.
func lines(_ lines: String...) -> String { lines.map { $0 + "\n" }.joined() }
