/// Whole lines of one file, as they are there.
public struct LineBlock: Sendable {
  public let path: String
  public let index: Int  // 0, 1, 2 and so on through the file
  public let firstLine: Int  // counted from 1
  public internal(set) var linesBefore = 0  // in files that were read before this one
  public private(set) var bytes: [UInt8]
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

  /// How many lines there are; a last line without a line feed counts.
  public var lineCount: Int {
    let isCutShort = !endsInLineFeed && (!bytes.isEmpty || hasByteOrderMark)
    return bytes.span.count(of: lineFeed) + (isCutShort ? 1 : 0)
  }

  var endsInLineFeed: Bool { bytes.last == lineFeed }

  var endedByLineFeed: LineBlock {
    var block = self
    block.bytes.append(lineFeed)
    return block
  }
}

/// What was around a line's text in the file and is not part of the text.
public struct LineMarks: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let byteOrderMark = LineMarks(rawValue: 1)
  public static let carriageReturn = LineMarks(rawValue: 2)
  public static let lineFeed = LineMarks(rawValue: 4)
}

/// One line: where its text is in the block, without the line end.
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

// MARK: - Lines that are not UTF-8

/// What to do with a line that is not UTF-8.
public enum InvalidUTF8Policy: String, CaseIterable, Sendable {
  case error
  case replace  // U+FFFD for each invalid part
  case skip  // the line is left out and listed
}

/// A line that was left out, and why.
public struct Drop: Equatable, Sendable {
  public var path: String
  public var line: Int
  public var reason: String

  public init(path: String, line: Int, reason: String) {
    self.path = path
    self.line = line
    self.reason = reason
  }
}

extension LineBlock {
  /// Hands each line to `body` as valid UTF-8, according to the policy; returns the lines left out.
  ///
  /// A whole block is validated at once, and its lines one by one only where something is wrong.
  public func forEachLine(
    ifInvalid policy: InvalidUTF8Policy,
    _ body: (_ text: Span<UInt8>, _ line: LineSpan) throws -> Void
  ) throws -> [Drop] {
    let isValid = firstInvalidByte(bytes.span) == nil
    var drops: [Drop] = []
    for line in self {
      let text = bytes.span.extracting(line.text)
      guard !isValid, let wrong = firstInvalidByte(text) else {
        try body(text, line)
        continue
      }
      let byte = wrong + 1 + (line.marks.contains(.byteOrderMark) ? Self.byteOrderMark.count : 0)
      switch policy {
      case .error:
        throw TextError.invalidUTF8(
          path: path, line: line.number, byte: byte, value: text[wrong])
      case .skip:
        drops.append(Drop(path: path, line: line.number, reason: "invalid-utf8 byte \(byte)"))
      case .replace:
        let repaired = Array(String(decoding: bytes[line.text], as: UTF8.self).utf8)
        try body(repaired.span, line)
      }
    }
    return drops
  }
}

/// The list of the lines left out, `drops.tsv`: file, line and reason with a TAB between.
///
/// A TAB, line feed, carriage return or backslash in a name is written `\t`, `\n`, `\r` or `\\`, so
/// that every drop is one line of three fields.
public struct DropLedger {
  private var output: BufferedOutput

  public init(path: String) throws(FileError) { output = try BufferedOutput(path: path) }

  public mutating func add(_ drop: Drop) throws(FileError) {
    let fields = "\(Self.escape(drop.path))\t\(drop.line)\t\(Self.escape(drop.reason))\n"
    try output.write(Array(fields.utf8).span)
  }

  /// Puts the file in its place. Nothing is added after this.
  public mutating func commit() throws(FileError) { try output.commit() }

  private static func escape(_ field: String) -> String {
    var bytes: [UInt8] = []
    for byte in field.utf8 {
      switch byte {
      case UInt8(ascii: "\t"): bytes += "\\t".utf8
      case lineFeed: bytes += "\\n".utf8
      case carriageReturn: bytes += "\\r".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
