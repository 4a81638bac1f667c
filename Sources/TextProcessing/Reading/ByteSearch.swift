import Glibc

// The C library's search is many times as fast as a loop over bytes.

extension Span<UInt8> {
  /// Where the byte first stands at or after `start`.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard start < count else { return nil }
    return withUnsafeBytes { buffer in
      memchr(buffer.baseAddress! + start, Int32(byte), buffer.count - start)
        .map { UnsafeRawPointer($0) - buffer.baseAddress! }
    }
  }

  func count(of byte: UInt8) -> Int {
    withUnsafeBufferPointer { buffer in
      buffer.reduce(0) { $0 &+ ($1 == byte ? 1 : 0) }  // a form that the compiler vectorizes
    }
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
