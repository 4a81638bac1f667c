/// Gathers small pieces into writes of 64 KB.
package struct BufferedOutput {
  private let file: OutputFile
  private var buffer: [UInt8] = []
  private static let capacity = 1 << 16

  package init(path: String) throws(FileError) { file = try OutputFile(path: path) }

  package var path: String { file.path }

  package mutating func write(_ bytes: Span<UInt8>) throws(FileError) {
    bytes.withUnsafeBufferPointer { buffer.append(contentsOf: $0) }
    if buffer.count >= Self.capacity { try flush() }
  }

  package mutating func write(_ byte: UInt8) throws(FileError) {
    buffer.append(byte)
    if buffer.count >= Self.capacity { try flush() }
  }

  /// What was taken off a line's start is put back.
  package mutating func writeStart(of line: Line) throws(FileError) {
    guard line.marks.contains(.byteOrderMark) else { return }
    let mark = LineBlock.byteOrderMark
    try write(mark.span)
  }

  /// What was taken off a line's end is put back.
  package mutating func writeEnd(of line: Line) throws(FileError) {
    if line.marks.contains(.carriageReturn) { try write(carriageReturn) }
    if line.marks.contains(.lineFeed) { try write(lineFeed) }
  }

  package mutating func commit() throws(FileError) {
    try flush()
    try file.commit()
  }

  package mutating func flush() throws(FileError) {
    try file.write(buffer.span)
    buffer.removeAll(keepingCapacity: true)
  }
}
