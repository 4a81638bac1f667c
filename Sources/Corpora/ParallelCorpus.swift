import Files

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
  mutating func next(ifNoPair body: (_ line: Int, PairProblem) throws -> Void) throws -> LinePair? {
    while true {
      do {
        return try next()
      } catch CorpusError.notTwoColumns(_, let line, let tabs) {
        try body(line, PairProblem(problem: .notTwoColumns, side: .source, fact: .count(tabs)))
      }
    }
  }

  private func split(_ line: Line) throws(CorpusError) -> LinePair {
    let tab = UInt8(ascii: "\t")
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
