/// Whole lines of one file, as they stand there.
public struct LineBlock: Sendable {
  public let path: String
  public let index: Int  // 0, 1, 2 and so on through the file
  public let firstLine: Int  // counted from 1
  public let bytes: [UInt8]
  public let hasByteOrderMark: Bool  // the mark itself is not in `bytes`

  package static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  public init(
    path: String, index: Int = 0, firstLine: Int = 1, bytes: [UInt8], hasByteOrderMark: Bool = false
  ) {
    self.path = path
    self.index = index
    self.firstLine = firstLine
    self.bytes = bytes
    self.hasByteOrderMark = hasByteOrderMark
  }

  /// How many lines there are; one that the file ends in without a line feed counts.
  public var lineCount: Int {
    let feeds = bytes.span.count(of: lineFeed)
    let isCutShort = bytes.isEmpty ? hasByteOrderMark : bytes.last != lineFeed
    return feeds + (isCutShort ? 1 : 0)
  }
}

/// What stood around a line's text in the file, and is not part of the text.
public struct LineMarks: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let byteOrderMark = LineMarks(rawValue: 1)
  public static let carriageReturn = LineMarks(rawValue: 2)
  public static let lineFeed = LineMarks(rawValue: 4)
}

/// One line: where its text lies in the block, without the line end.
public struct LineSpan: Equatable, Sendable {
  public var number: Int
  public var text: Range<Int>
  public var marks: LineMarks
}

extension LineBlock: Sequence {
  public func makeIterator() -> Iterator { Iterator(block: self) }

  public struct Iterator: IteratorProtocol {
    fileprivate let block: LineBlock
    private var position = 0
    private var passed = 0  // lines

    fileprivate init(block: LineBlock) { self.block = block }

    public mutating func next() -> LineSpan? {
      guard let (line, end) = block.line(at: position, after: passed) else { return nil }
      position = end
      passed += 1
      return line
    }
  }

  /// The line that begins at a byte, and where the next one does.
  private func line(at start: Int, after passed: Int) -> (LineSpan, next: Int)? {
    let hasMark = hasByteOrderMark && passed == 0
    guard start < bytes.count || hasMark else { return nil }
    var marks: LineMarks = hasMark ? .byteOrderMark : []
    let feed = bytes.span.firstIndex(of: lineFeed, from: start)
    if feed != nil { marks.insert(.lineFeed) }
    var end = feed ?? bytes.count
    let next = feed.map { $0 + 1 } ?? end
    if end > start, bytes[end - 1] == carriageReturn {
      marks.insert(.carriageReturn)
      end -= 1
    }
    return (LineSpan(number: firstLine + passed, text: start..<end, marks: marks), next)
  }
}
