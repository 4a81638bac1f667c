import CICU

/// Why text cannot be lowercased.
public enum CaseMapperError: Error, Equatable, Sendable {
  /// A language that ICU does not know.
  case unknownLocale(String)
  /// ICU's own error, such as `U_MEMORY_ALLOCATION_ERROR`.
  case refused(locale: String, reason: String)
}

/// Lowercases text by Unicode's rules as ICU tailors them for a locale: a capital sigma at the end of a
/// word becomes ς, and in Turkish I becomes ı. Threads may share one.
///
///     let word = try CaseMapper(locale: "tr").lowercased("DIŞ")  // dış
public final class CaseMapper: Sendable {
  private nonisolated(unsafe) let map: OpaquePointer  // ICU only ever reads it
  private let lowersASCIIByLetter: Bool

  /// The empty locale stands for Unicode's own rules, those of Python's `str.lower`.
  public init(locale: String = "") throws(CaseMapperError) {
    guard cicu_knows_locale(locale) else { throw .unknownLocale(locale) }
    var status: Int32 = 0
    guard let map = cicu_casemap_open(locale, &status), status <= 0 else {
      throw .refused(locale: locale, reason: String(cString: cicu_error_name(status)))
    }
    self.map = map
    // Asked of ICU rather than known of languages: false in Turkish and Azeri.
    var lowered: [UInt8] = []
    lowercase(Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8).span, with: map, into: &lowered)
    lowersASCIIByLetter = lowered.elementsEqual("abcdefghijklmnopqrstuvwxyz".utf8)
  }

  deinit { cicu_casemap_close(map) }

  /// The text in lowercase.
  public func lowercased(_ text: String) -> String {
    var result: [UInt8] = []
    appendLowercase(of: Array(text.utf8).span, to: &result)
    return String(decoding: result, as: UTF8.self)
  }

  /// Appends the lowercase of the text, which must be valid UTF-8. It may be longer or shorter than
  /// the text. ASCII takes one pass without ICU, unless the locale has rules for its letters.
  public func appendLowercase(of text: Span<UInt8>, to result: inout [UInt8]) {
    if text.isEmpty { return }
    if lowersASCIIByLetter, appendLowercaseASCII(of: text, to: &result) { return }
    lowercase(text, with: map, into: &result)
  }
}

/// False, with nothing appended, where the text is not all ASCII.
private func appendLowercaseASCII(of text: Span<UInt8>, to result: inout [UInt8]) -> Bool {
  var all: UInt8 = 0
  for index in text.indices { all |= text[index] }
  guard all < 0x80 else { return false }
  let start = result.count
  result.append(contentsOf: repeatElement(0, count: text.count))
  for index in text.indices {
    let byte = text[index]
    let isCapital = byte &- UInt8(ascii: "A") < 26
    result[start + index] = isCapital ? byte | 0x20 : byte
  }
  return true
}

private func lowercase(_ text: Span<UInt8>, with map: OpaquePointer, into result: inout [UInt8]) {
  let start = result.count
  var room = text.count + text.count / 2
  while true {
    result.append(contentsOf: repeatElement(0, count: room))
    let length = result.withUnsafeMutableBufferPointer { target in
      text.withUnsafeBufferPointer { source in
        var status: Int32 = 0
        let length = cicu_casemap_lower(
          map, source.baseAddress, Int32(source.count), target.baseAddress.map { $0 + start },
          Int32(room), &status)
        precondition(
          status <= 0, "ICU could not lowercase: \(String(cString: cicu_error_name(status)))")
        return Int(length)
      }
    }
    result.removeSubrange((start + min(length, room))...)
    if length <= room { return }
    result.removeSubrange(start...)
    room = length
  }
}
