/// The list of the lines left out, `drops.tsv`: file, line and reason with a TAB between.
///
/// A TAB, line feed, carriage return or backslash in a name stands as `\t`, `\n`, `\r` or `\\`, so
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
