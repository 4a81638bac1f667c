import Files
import TextProcessing

/// Reads a corpus pair by pair; `.gz` and `-` are read as `LineReader` reads them.
///
/// In a table the byte order mark is the source's and the carriage return the target's; both sides
/// have the line feed.
public struct ParallelCorpus {
  public let files: CorpusFiles
  private var source: LineStream  // or the table
  private var target: LineStream?
  private var linesRead = 0

  public init(_ files: CorpusFiles) throws(FileError) {
    self.files = files
    switch files {
    case .sides(let source, let target):
      self.source = try LineStream(path: source)
      self.target = try LineStream(path: target)
    case .table(let path):
      source = try LineStream(path: path)
    }
  }

  /// The next pair, or nil at the end.
  ///
  /// Throws `FileError` and `CorpusError`: `unequalCounts` at the end of the shorter file, after
  /// the longer one was counted to its end; `notTwoColumns`, after which the next call goes on with
  /// the next line.
  public mutating func next() throws -> LinePair? {
    let left = try source.next()
    guard target != nil else { return try left.map(split) }
    switch (left, try target?.next()) {
    case (nil, nil):
      return nil
    case (let left?, let right?):
      linesRead = left.number
      return LinePair(number: left.number, source: left, target: right)
    case (let left, _):
      var longer = linesRead + 1
      while (try source.next() ?? target?.next()) != nil { longer += 1 }
      throw CorpusError.unequalCounts(
        source: FileLength(path: source.path, lines: left == nil ? linesRead : longer),
        target: FileLength(path: files.path(of: .target), lines: left == nil ? longer : linesRead))
    }
  }

  /// The next pair; lines of a table that are none are handed over and passed by.
  mutating func next(ifNoPair body: (_ line: Int, PairFinding) throws -> Void) throws -> LinePair? {
    while true {
      do {
        return try next()
      } catch CorpusError.notTwoColumns(_, let line, let tabs) {
        try body(line, PairFinding(problem: .notTwoColumns, side: .source, detail: .count(tabs)))
      }
    }
  }

  private func split(_ line: Line) throws(CorpusError) -> LinePair {
    let tabs = line.text.span.count(of: tab)
    guard tabs == 1, let middle = line.text.firstIndex(of: tab) else {
      throw .notTwoColumns(path: source.path, line: line.number, tabs: tabs)
    }
    var (left, right) = (line, line)
    left.text = line.text[..<middle]
    left.marks.remove(.carriageReturn)
    right.text = line.text[(middle + 1)...]
    right.marks.remove(.byteOrderMark)
    let mark = line.marks.contains(.byteOrderMark) ? LineBlock.byteOrderMark.count : 0
    return LinePair(
      number: line.number, source: left, target: right, targetOffset: mark + left.text.count + 1)
  }
}

/// Writes pairs to two files or a table, each line byte for byte as it was read, with its byte
/// order mark, carriage return and line feed.
public struct ParallelOutput {
  public let files: CorpusFiles
  private var source: BufferedOutput  // or the table
  private var target: BufferedOutput?

  public init(_ files: CorpusFiles) throws(FileError) {
    self.files = files
    source = try BufferedOutput(path: files.path(of: .source))
    if case .sides(_, let path) = files { target = try BufferedOutput(path: path) }
  }

  /// Throws `FileError`, and `CorpusError.tabInText` where the pair does not fit into a table;
  /// `corpus` is where the pair comes from.
  public mutating func write(_ pair: LinePair, of corpus: CorpusFiles) throws {
    try source.writeStart(of: pair.source)
    try source.write(pair.source.text.span)
    if target == nil { return try writeCell(pair, of: corpus) }
    try source.writeEnd(of: pair.source)
    try target?.writeStart(of: pair.target)
    try target?.write(pair.target.text.span)
    try target?.writeEnd(of: pair.target)
  }

  /// Puts the files in their places, neither before all of both is written. Nothing is written after
  /// this.
  public mutating func commit() throws(FileError) {
    try source.flush()
    try target?.flush()
    try source.commit()
    try target?.commit()
  }

  private mutating func writeCell(_ pair: LinePair, of corpus: CorpusFiles) throws {
    for side in CorpusSide.allCases where pair[side].text.span.firstIndex(of: tab, from: 0) != nil {
      throw CorpusError.tabInText(path: corpus.path(of: side), line: pair.number)
    }
    try source.write(tab)
    try source.write(pair.target.text.span)
    try source.writeEnd(of: pair.target)
  }
}

/// A line and its translation, as they stand in the files.
public struct LinePair: Equatable, Sendable {
  public var number: Int  // counted from 1
  public var source: Line
  public var target: Line
  /// How many bytes stand before the target in its line of the file: in a table the source and a
  /// TAB.
  public var targetOffset = 0

  public subscript(side: CorpusSide) -> Line { side == .source ? source : target }
}

/// What tells a pair from others: a hash of each side without the white space at its ends, or nil
/// where nothing is left, since empty lines are alike and mean nothing by it.
struct PairKey: Equatable {
  var source: UInt64?
  var target: UInt64?

  init(_ pair: LinePair) {
    source = Self.hash(pair.source)
    target = Self.hash(pair.target)
  }

  private static func hash(_ line: Line) -> UInt64? {
    let text = line.trimmedText
    return text.isEmpty ? nil : lineHash(text.span)
  }

  /// Of both sides in their order; nil where one is empty.
  var pair: UInt64? {
    guard let source, let target else { return nil }
    return SplitMix64.mix(SplitMix64.mix(source) ^ target)
  }
}

extension Line {
  /// Without the white space at either end.
  var trimmedText: ArraySlice<UInt8> {
    let range = text.span.trimmingWhiteSpace()
    return text[text.startIndex + range.lowerBound..<text.startIndex + range.upperBound]
  }
}
