/// Replaces characters by a separator and splits at it, in these two steps: a separator of several
/// letters may arise where a replaced character and its neighbours meet, as it does in Keras.
struct KerasSplitter: Sendable {
  private let separator: [UInt8]
  private var filtersASCII = [Bool](repeating: false, count: 0x80)
  private var otherFilters: Set<[UInt8]> = []

  init(filters: String, separator: String) {
    self.separator = Array(separator.utf8)
    for scalar in filters.unicodeScalars {
      if scalar.isASCII {
        filtersASCII[Int(scalar.value)] = true
      } else {
        otherFilters.insert(Array(String(scalar).utf8))
      }
    }
  }

  func forEachWord(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    let filtered = filtered(text)
    let bytes = filtered.span
    var start = 0
    var index = 0
    while index < bytes.count {
      guard isSeparator(at: index, of: bytes) else {
        index += 1
        continue
      }
      if start < index { body(bytes.extracting(start..<index)) }
      index += separator.count
      start = index
    }
    if start < bytes.count { body(bytes.extracting(start..<bytes.count)) }
  }

  private func isSeparator(at index: Int, of bytes: Span<UInt8>) -> Bool {
    guard bytes[index] == separator[0], bytes.count - index >= separator.count else { return false }
    for offset in 1..<separator.count where bytes[index + offset] != separator[offset] {
      return false
    }
    return true
  }

  private func filtered(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var start = 0
    while start < text.count {
      let end = text.endOfCodePoint(from: start)
      if isFiltered(text.extracting(start..<end)) {
        result += separator
      } else {
        for index in start..<end { result.append(text[index]) }
      }
      start = end
    }
    return result
  }

  private func isFiltered(_ codePoint: Span<UInt8>) -> Bool {
    let first = codePoint[0]
    if first < 0x80 { return filtersASCII[Int(first)] }
    return !otherFilters.isEmpty && otherFilters.contains(Array(codePoint))
  }
}
