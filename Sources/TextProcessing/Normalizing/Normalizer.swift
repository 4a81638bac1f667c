import CICU

/// Brings text into one of Unicode's normal forms, and to lowercase, and knows afterwards which
/// bytes came from which. One of a thread's own.
package final class Normalizer {
  /// So many bytes of the raw line became so many of the result.
  package struct Step: Equatable {
    package var raw: Int
    package var result: Int
  }

  private let form: UnicodeForm
  private let normalizer: OpaquePointer?
  private let caseMapper: CaseMapper?

  /// Nil where nothing is to be done.
  package init?(_ options: TokenizerOptions) throws {
    guard options.lowercase || options.unicodeForm != .none else { return nil }
    form = options.unicodeForm
    caseMapper = options.lowercase ? try CaseMapper(locale: options.locale) : nil
    switch options.unicodeForm {
    case .none: normalizer = nil
    case .nfc, .nfkc:
      var status: Int32 = 0
      normalizer = cicu_normalizer_open(form == .nfc ? CICU_NFC : CICU_NFKC, &status)
      guard normalizer != nil else { throw ICUError(status) }
    }
  }

  deinit { if let normalizer { cicu_normalizer_close(normalizer) } }

  /// Appends the line as the options want it.
  package func append(_ line: Span<UInt8>, to result: inout [UInt8]) throws {
    guard let caseMapper else { return try appendNormalized(line, to: &result) }
    if needsNothing(line) { return caseMapper.appendLowercase(of: line, to: &result) }
    var normalized: [UInt8] = []
    try appendNormalized(line, to: &normalized)
    caseMapper.appendLowercase(of: normalized.span, to: &result)
  }

  /// What became of each stretch of the line, a stretch being a character with what combines with
  /// it. The steps cover the line and the result, in order.
  package func steps(of line: Span<UInt8>) throws -> [Step] {
    var steps: [Step] = []
    var start = 0
    while start < line.count {
      var end = line.endOfCodePoint(from: start)
      while end < line.count, !startsStretch(line.scalar(at: end)) {
        end = line.endOfCodePoint(from: end)
      }
      var result: [UInt8] = []
      try append(line.extracting(start..<end), to: &result)
      steps.append(Step(raw: end - start, result: result.count))
      start = end
    }
    return steps
  }

  /// Lowercasing looks beyond a stretch only for a final sigma, which is as long as any other.
  private func startsStretch(_ scalar: Unicode.Scalar) -> Bool {
    let point = Int32(scalar.value)
    let isBoundary = normalizer.map { cicu_normalizer_has_boundary_before($0, point) } ?? true
    return isBoundary && !scalar.properties.isGraphemeExtend
  }

  private func appendNormalized(_ text: Span<UInt8>, to result: inout [UInt8]) throws {
    guard let normalizer, !needsNothing(text) else { return result.append(text) }
    var room = [UInt8](repeating: 0, count: text.count * 3 + 16)
    var status: Int32 = 0
    func apply() -> Int {
      let capacity = Int32(room.count)
      return text.withUnsafeBufferPointer {
        Int(
          cicu_normalizer_apply(
            normalizer, $0.baseAddress, Int32($0.count), &room, capacity, &status))
      }
    }
    var length = apply()
    if length > room.count {
      room = Array(repeating: 0, count: length)
      length = apply()
    }
    if status > 0 { throw ICUError(status) }
    result += room[..<length]
  }

  /// Nothing below U+0300 changes under NFC, and nothing below U+00A0 under NFKC.
  private func needsNothing(_ text: Span<UInt8>) -> Bool {
    let limit: UInt8
    switch form {
    case .none: return true
    case .nfc: limit = 0xCC
    case .nfkc: limit = 0xC2
    }
    for index in text.indices where text[index] >= limit { return false }
    return true
  }
}

/// ICU refused something that it never should: a fault of its installation.
public struct ICUError: Error, Equatable, Sendable {
  public var name: String

  init(_ status: Int32) { name = String(cString: cicu_error_name(status)) }
}
