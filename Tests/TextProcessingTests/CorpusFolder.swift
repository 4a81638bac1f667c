import Foundation
import Testing

@testable import TextProcessing

/// A folder of small files that goes when the test does.
final class CorpusFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("corpus-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    try Data(bytes).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  func write(_ name: String, _ text: String) throws -> String { try write(name, text.utf8) }

  /// `name.en` and `name.fr`.
  func sides(_ source: String, _ target: String, name: String = "corpus") throws -> CorpusFiles {
    .sides(source: try write("\(name).en", source), target: try write("\(name).fr", target))
  }

  /// Two files that are yet to be written.
  func sides(_ name: String) -> CorpusFiles {
    .sides(source: path("\(name).en"), target: path("\(name).fr"))
  }

  func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
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
