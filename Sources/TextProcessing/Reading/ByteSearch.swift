import Glibc

// The C library's search is many times as fast as a loop over bytes.

extension Span<UInt8> {
  /// Where the byte first stands at or after `start`.
  package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count else { return nil }
    return withUnsafeBytes { buffer in
      memchr(buffer.baseAddress! + start, Int32(byte), buffer.count - start)
        .map { UnsafeRawPointer($0) - buffer.baseAddress! }
    }
  }

  /// How often the byte stands here.
  func count(of byte: UInt8) -> Int {
    var total = 0
    var position = 0
    while let index = firstIndex(of: byte, from: position) {
      total += 1
      position = index + 1
    }
    return total
  }
}

/// Where UTF-8 first goes wrong, or nil where it is sound.
func firstInvalidByte(_ text: Span<UInt8>) -> Int? {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: text)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}
