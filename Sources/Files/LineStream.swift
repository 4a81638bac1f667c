/// A file's lines one after another, for those who read two files side by side.
public struct LineStream {
  private let reader: LineReader
  private var block: LineBlock.Iterator?
  private var bytes: [UInt8] = []

  public init(path: String) throws(FileError) { reader = try LineReader(path: path) }

  public var path: String { reader.path }

  /// The next line's text and what stood around it, or nil at the end of the file. The bytes are as
  /// in the file: whether they are UTF-8 is for the caller to ask (`invalidByte`).
  public mutating func next() throws(FileError) -> Line? {
    while true {
      if let line = block?.next() {
        return Line(number: line.number, text: bytes[line.text], marks: line.marks)
      }
      guard let next = try reader.nextBlock() else { return nil }
      bytes = next.bytes
      block = next.makeIterator()
    }
  }
}

/// A line by itself.
public struct Line: Equatable, Sendable {
  public var number: Int
  public var text: ArraySlice<UInt8>
  public var marks: LineMarks

  /// Where its UTF-8 first goes wrong, counted from 1, or nil.
  public var invalidByte: Int? { firstInvalidByte(text.span).map { $0 + 1 } }
}
