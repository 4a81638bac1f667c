import Files
import TextProcessing

/// A parallel corpus of any size, any pair of which is read at once. Memory is 8 bytes a line of
/// each file. Any thread may read.
public struct PairIndex: Sendable {
  public let files: CorpusFiles
  private let source: LineIndex  // or the table
  private let target: LineIndex?

  /// Reads the files once; see `LineIndex` for `folder`. Throws a `FileError`, or
  /// `CorpusError.unequalCounts`.
  public init(_ files: CorpusFiles, inflatingTo folder: String = LineIndex.temporaryFolder) throws {
    self.files = files
    source = try LineIndex(path: files.path(of: .source), inflatingTo: folder)
    guard case .sides(_, let path) = files else {
      target = nil
      return
    }
    let target = try LineIndex(path: path, inflatingTo: folder)
    self.target = target
    guard source.count == target.count else {
      throw CorpusError.unequalCounts(
        source: FileLength(path: source.path, lines: source.count),
        target: FileLength(path: path, lines: target.count))
    }
  }

  /// How many pairs there are. Their numbers are those of their lines, from 1.
  public var count: Int { source.count }

  /// The files that had to be inflated.
  public var inflated: [InflatedFile] { [source, target].compactMap { $0?.inflated } }

  /// Reads a pair. Throws a `FileError`, or `CorpusError.notTwoColumns`.
  public func read(_ number: Int, into pair: inout PairText) throws {
    pair.number = number
    pair.source.offset = try source.readText(number, into: &pair.source.bytes)
    if let target {
      pair.target.offset = try target.readText(number, into: &pair.target.bytes)
    } else {
      try pair.splitTable(path: source.path)
    }
  }

  /// Throws `FileError.changed` where a file has been written to since it was indexed.
  public func checkUnchanged() throws(FileError) {
    try source.checkUnchanged()
    try target?.checkUnchanged()
  }
}

/// The text of a pair, in memory that is used again and again.
public struct PairText: Sendable {
  public struct Side: Sendable {
    public internal(set) var bytes: [UInt8] = []
    /// How many bytes stand before the text in its line of the file.
    public internal(set) var offset = 0

    /// Where its UTF-8 first goes wrong, counted from 1 in the line of the file, or nil.
    public var invalidByte: Int? { firstInvalidByte(bytes.span).map { offset + $0 + 1 } }

    /// Nothing but white space.
    public var isBlank: Bool { bytes.span.trimmingWhiteSpace().isEmpty }

    /// Puts U+FFFD in the place of each part that is not UTF-8.
    public mutating func repair() {
      guard firstInvalidByte(bytes.span) != nil else { return }
      bytes = Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
  }

  public internal(set) var number = 0  // counted from 1
  public var source = Side()
  public var target = Side()

  public init() {}

  public subscript(side: CorpusSide) -> Side {
    get { side == .source ? source : target }
    set { if side == .source { source = newValue } else { target = newValue } }
  }

  /// Takes the target, which stands behind a TAB, off the source.
  fileprivate mutating func splitTable(path: String) throws(CorpusError) {
    let tabs = source.bytes.span.count(of: tab)
    guard tabs == 1, let middle = source.bytes.firstIndex(of: tab) else {
      throw .notTwoColumns(path: path, line: number, tabs: tabs)
    }
    target.bytes.removeAll(keepingCapacity: true)
    target.bytes += source.bytes[(middle + 1)...]
    target.offset = source.offset + middle + 1
    source.bytes.removeSubrange(middle...)
  }
}

extension LineIndex {
  /// Reads a line and tells how many bytes stand before its text.
  fileprivate func readText(_ number: Int, into text: inout [UInt8]) throws -> Int {
    let marks = try read(number, into: &text)
    return marks.contains(.byteOrderMark) ? LineBlock.byteOrderMark.count : 0
  }
}
