/// The files of a parallel corpus.
public enum CorpusFiles: Hashable, Sendable {
  /// Two files whose lines of the same number belong together.
  case sides(source: String, target: String)
  /// One file with a source, a TAB and a target on each line.
  case table(String)

  /// The file that a side is in.
  public func path(of side: CorpusSide) -> String {
    switch (self, side) {
    case (.table(let path), _): path
    case (.sides(let source, _), .source): source
    case (.sides(_, let target), .target): target
    }
  }

  /// The files, one or two.
  public var paths: [String] {
    switch self {
    case .table(let path): [path]
    case .sides(let source, let target): [source, target]
    }
  }
}

public enum CorpusSide: String, CaseIterable, Encodable, Sendable {
  case source, target
}

/// A part of a corpus with its name, such as `train`, `valid` or `test`.
public struct CorpusPart: Equatable, Sendable {
  public var name: String
  public var files: CorpusFiles

  public init(name: String, files: CorpusFiles) {
    self.name = name
    self.files = files
  }
}

/// What can be wrong with a corpus that stops the work on it.
public enum CorpusError: Error, Equatable, Sendable {
  /// There is not one pair.
  case noLines(path: String)
  case unequalCounts(source: FileLength, target: FileLength)
  /// A line of a table needs exactly one TAB.
  case notTwoColumns(path: String, line: Int, tabs: Int)
  /// Text that holds a TAB does not fit into a table.
  case tabInText(path: String, line: Int)
  /// The second reading gave another number of lines: a pipe, or a file that was written to.
  case changedBetweenReadings(path: String, first: Int, second: Int)
  case splitTooLarge(wanted: Int, lines: Int)
  /// The part would be empty: so many pairs are linked by their sides that no group is small enough for it.
  case splitImpossible(part: String, wanted: Int, lines: Int, largestGroup: Int)
}

public struct FileLength: Equatable, Sendable {
  public var path: String
  public var lines: Int

  public init(path: String, lines: Int) {
    self.path = path
    self.lines = lines
  }
}
