import Glibc

@inlinable package var lineFeed: UInt8 { 0x0A }
@inlinable package var carriageReturn: UInt8 { 0x0D }

extension [UInt8] {
  package init(_ bytes: Span<UInt8>) {
    self = bytes.withUnsafeBufferPointer { Array($0) }
  }
}

extension String {
  /// What is not UTF-8 becomes U+FFFD.
  package init(_ bytes: Span<UInt8>) { self.init(decoding: Array(bytes), as: UTF8.self) }

  /// Swift's `==` takes canonically equivalent texts for equal; names and file contents are bytes.
  package func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

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
  package func count(of byte: UInt8) -> Int {
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
package func firstInvalidByte(_ text: Span<UInt8>) -> Int? {
  do throws(UTF8.ValidationError) {
    _ = try UTF8Span(validating: text)
    return nil
  } catch {
    return error.byteOffsets.lowerBound
  }
}
