import CZlib

/// Compresses a stream of bytes as gzip. The same bytes always give the same file: there is no name and
/// no time in its header.
final class GzipEncoder {
  private let zlib: OpaquePointer

  /// Nil where memory ran out.
  init?() {
    guard let zlib = czlib_make_deflater() else { return nil }
    self.zlib = zlib
  }

  deinit { czlib_free_deflater(zlib) }

  /// Compresses bytes and hands what there is of the result to `write`. After those that are `last`,
  /// it is complete.
  func encode(
    _ bytes: RawSpan, last: Bool = false, _ write: (RawSpan) throws(FileError) -> Void
  ) throws(FileError) {
    if bytes.isEmpty && !last { return }
    var position = 0
    var compressed: [UInt8]
    repeat {
      compressed = deflate(bytes, from: &position, last: last)
      try write(compressed.span.bytes)
    } while position < bytes.byteCount || compressed.count == Self.pieceSize
  }

  /// Moves on in the bytes, and returns what there is of the result.
  private func deflate(_ bytes: RawSpan, from position: inout Int, last: Bool) -> [UInt8] {
    var consumed: Int64 = 0
    let compressed = bytes.extracting(position...).withUnsafeBytes { rest in
      [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { room, count in
        let rest = rest.bindMemory(to: UInt8.self)
        count = Int(
          czlib_deflate(
            zlib, rest.baseAddress, Int64(rest.count), last ? 1 : 0, &consumed, room.baseAddress,
            Int64(room.count)))
      }
    }
    position += Int(consumed)
    return compressed
  }

  private static let pieceSize = 1 << 16
}
