import CICU

/// The Unicode normal form that text is brought into before it is split.
///
///     let options = TokenizerOptions(unicodeForm: .nfkc)
public enum UnicodeForm: String, CaseIterable, Sendable {
  /// Composed: `e` and a combining acute become `é`.
  case nfc
  /// Composed, and compatibility characters replaced: `ﬁ` becomes `fi`.
  case nfkc
  /// The text as it is.
  case none
}

/// Brings text into a Unicode normal form, then into lowercase. Each thread needs its own.
///
///     let normalizer = try Normalizer(form: .nfkc, lowercase: true)
///     let text = try normalizer.normalized("Of\u{FB01}ce")  // office
public final class Normalizer {
  private let form: UnicodeForm
  private let normalizer: OpaquePointer?
  private let caseMapper: CaseMapper?

  /// `locale` is the language that lowercases. Throws an `ICUError` or a `CaseMapperError`.
  public init(form: UnicodeForm, lowercase: Bool = false, locale: String = "") throws {
    self.form = form
    caseMapper = lowercase ? try CaseMapper(locale: locale) : nil
    switch form {
    case .none: normalizer = nil
    case .nfc, .nfkc:
      var status: Int32 = 0
      normalizer = cicu_normalizer_open(form == .nfc ? CICU_NFC : CICU_NFKC, &status)
      guard normalizer != nil else { throw ICUError(status) }
    }
  }

  deinit { if let normalizer { cicu_normalizer_close(normalizer) } }

  /// The normalized text. Throws an `ICUError`.
  public func normalized(_ text: String) throws -> String {
    var result: [UInt8] = []
    try append(Array(text.utf8).span, to: &result)
    return String(decoding: result, as: UTF8.self)
  }

  /// Appends the normalized form of a text, which must be valid UTF-8. Throws an `ICUError`.
  public func append(_ text: Span<UInt8>, to result: inout [UInt8]) throws {
    guard let caseMapper else { return try appendNormalized(text, to: &result) }
    if isNormalized(text) { return caseMapper.appendLowercase(of: text, to: &result) }
    var normalized: [UInt8] = []
    try appendNormalized(text, to: &normalized)
    caseMapper.appendLowercase(of: normalized.span, to: &result)
  }

  private func appendNormalized(_ text: Span<UInt8>, to result: inout [UInt8]) throws {
    guard let normalizer, !isNormalized(text) else { return result.append(text) }
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

  /// False where ICU must look: NFC changes nothing below U+0300, and NFKC nothing below U+00A0.
  private func isNormalized(_ text: Span<UInt8>) -> Bool {
    let limit: UInt8
    switch form {
    case .none: return true
    case .nfc: limit = 0xCC
    case .nfkc: limit = 0xC2
    }
    for index in text.indices where text[index] >= limit { return false }
    return true
  }

  // MARK: From the normalized text back to the raw one

  /// Which bytes of the line became which of its normalized form.
  func alignment(of line: Span<UInt8>) throws -> Alignment {
    var alignment = Alignment()
    var start = 0
    while start < line.count {
      var end = line.endOfCodePoint(from: start)
      while end < line.count, !startsStretch(line.scalar(at: end)) {
        end = line.endOfCodePoint(from: end)
      }
      var result: [UInt8] = []
      try append(line.extracting(start..<end), to: &result)
      alignment.appendStretch(raw: end - start, result: result.count)
      start = end
    }
    return alignment
  }

  /// Whether a scalar begins a stretch, a character with what combines with it, that is normalized
  /// by itself. (Lowercasing looks beyond one only for a final sigma, whose length is any sigma's.)
  private func startsStretch(_ scalar: Unicode.Scalar) -> Bool {
    let point = Int32(scalar.value)
    let isBoundary = normalizer.map { cicu_normalizer_has_boundary_before($0, point) } ?? true
    return isBoundary && !scalar.properties.isGraphemeExtend
  }
}

/// Which bytes of a raw line became which of the normalized one.
struct Alignment {
  private var rawStarts = [0]
  private var resultStarts = [0]

  /// The next `raw` bytes of the line became `result` bytes.
  fileprivate mutating func appendStretch(raw: Int, result: Int) {
    rawStarts.append(rawStarts[rawStarts.count - 1] + raw)
    resultStarts.append(resultStarts[resultStarts.count - 1] + result)
  }

  /// The raw bytes of all chunks that the range of the result touches.
  func raw(_ range: Range<Int>) -> Range<Int> {
    let first = resultStarts.partitioningIndex { $0 > range.lowerBound } - 1
    let last = resultStarts.partitioningIndex { $0 >= range.upperBound }
    return rawStarts[first]..<rawStarts[min(last, rawStarts.count - 1)]
  }
}

extension Array {
  /// The first index whose element fulfils a condition that all after it fulfil too, or `count`.
  fileprivate func partitioningIndex(where isBeyond: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if isBeyond(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

/// ICU refused a call that should never fail: its installation is damaged, or memory is short.
public struct ICUError: Error, Equatable, Sendable {
  /// ICU's own name for it, such as `U_MEMORY_ALLOCATION_ERROR`.
  public var name: String

  init(_ status: Int32) { name = String(cString: cicu_error_name(status)) }
}
