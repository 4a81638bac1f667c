import Files

/// What a check found, as data: texts and JSON are made from it.
public struct CorpusReport: Equatable, Sendable, Encodable {
  public var parts: [PartReport]
  public var overlaps: [CorpusOverlap]

  public var hasFaults: Bool {
    parts.contains { $0.findings.contains { $0.problem.isFault } }
  }

  /// Whether there is something worth a look that is no fault.
  public var hasNotes: Bool {
    overlaps.contains { $0.count > 0 }
      || parts.contains { $0.findings.contains { !$0.problem.isFault } }
  }
}

public struct PartReport: Equatable, Sendable, Encodable {
  public var name: String
  public var source: SideSummary
  public var target: SideSummary
  public var findings: [CorpusFinding]
}

/// The figures of one side, over the lines that have a partner. Lines that are not UTF-8 have no
/// words and no characters.
public struct SideSummary: Equatable, Sendable, Encodable {
  public var path: String
  public var lines = 0
  public var bytes = 0
  public var characters = 0
  public var words = 0
  public var longestInWords: LongestLine?
  public var longestInCharacters: LongestLine?
  /// Zero where there are no lines.
  public private(set) var meanWords = 0.0
  public private(set) var meanCharacters = 0.0

  init(path: String) { self.path = path }

  mutating func add(_ line: Line, _ profile: LineProfile?) {
    lines += 1
    bytes += line.text.count
    guard let profile else { return }
    characters += profile.characters
    words += profile.words
    if profile.words > longestInWords?.length ?? -1 {
      longestInWords = LongestLine(line: line.number, length: profile.words)
    }
    if profile.characters > longestInCharacters?.length ?? -1 {
      longestInCharacters = LongestLine(line: line.number, length: profile.characters)
    }
  }

  mutating func finish() {
    guard lines > 0 else { return }
    meanWords = Double(words) / Double(lines)
    meanCharacters = Double(characters) / Double(lines)
  }
}

public struct LongestLine: Equatable, Sendable, Encodable {
  public var line: Int
  public var length: Int
}
