import Files
import Foundation
import TestSupport

@testable import MemoryExperiment

/// The lists in `corpora/memory`, and copies of them with something wrong.
enum Lists {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let folder = repository.appendingPathComponent("corpora/memory")

  static func words() throws -> MemoryWords { try MemoryWords(folder: folder.path) }

  static func corpus(seed: UInt64 = 1997) throws -> MemoryCorpus {
    try MemoryCorpus(words: words(), seed: seed)
  }

  static func text(of file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  /// The rows of a file, cell by cell.
  static func rows(of file: String) throws -> [[String]] {
    try text(of: file).split(separator: "\n").filter { !$0.hasPrefix("#") }
      .map { $0.components(separatedBy: "\t") }
  }

  /// A copy of the folder, one of whose files is changed.
  static func copy(changing file: String, _ change: (String) -> String) throws -> TemporaryFolder {
    let copy = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where !name.hasSuffix(".md") {
      let text = try text(of: name)
      try copy.write(name, name == file ? change(text) : text)
    }
    return copy
  }
}

func joined(_ tokens: some Sequence<[UInt8]>) -> String {
  tokens.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
}

extension MemoryWords.Country {
  var spelling: String { joined(name) }
}

/// Draws of a generator of their own, where any will do.
extension MemoryPart {
  func scenes(_ count: Int, fillerTokens: ClosedRange<Int>) throws -> [MemoryScene] {
    var random = SplitMix64(seed: 1997)
    return try scenes(count, fillerTokens: fillerTokens, using: &random)
  }

  func mirrorPairs(_ count: Int, fillerTokens: Int) throws -> [MirrorPair] {
    var random = SplitMix64(seed: 1997)
    return try mirrorPairs(count, fillerTokens: fillerTokens, using: &random)
  }
}
