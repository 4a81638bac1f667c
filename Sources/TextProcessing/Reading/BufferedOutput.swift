/// Gathers small pieces into writes of 64 KB.
struct BufferedOutput {
  private let file: OutputFile
  private var buffer: [UInt8] = []
  private static let capacity = 1 << 16

  init(path: String) throws(FileError) { file = try OutputFile(path: path) }

  var path: String { file.path }

  mutating func write(_ bytes: some Collection<UInt8>) throws(FileError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// What was taken off a line's start is put back.
  mutating func writeStart(of line: Line) throws(FileError) {
    if line.marks.contains(.byteOrderMark) { try write(LineBlock.byteOrderMark) }
  }

  /// What was taken off a line's end is put back.
  mutating func writeEnd(of line: Line) throws(FileError) {
    if line.marks.contains(.carriageReturn) { try write(CollectionOfOne(carriageReturn)) }
    if line.marks.contains(.lineFeed) { try write(CollectionOfOne(lineFeed)) }
  }

  mutating func commit() throws(FileError) {
    try flush()
    try file.commit()
  }

  mutating func flush() throws(FileError) {
    try file.write(buffer.span)
    buffer.removeAll(keepingCapacity: true)
  }
}
