/// Splits text into words as Keras does: `text_to_word_sequence`, or code point by code point.
///
/// Text is lowercased, then each character of `filters` becomes a `separator`, then the text is split
/// at `separator` and nothing else; words are never empty. So a capital letter among the filters
/// never matches lowercased text, “quotes” and no-break spaces stay within words, and a run of
/// Chinese is one word. `lowercase` is Python's `str.lower`, the same for every language: `İ` becomes
/// `i` and a dot above.
///
///     let words = try KerasText().words(of: "Hello, world!")  // hello, world
public struct KerasText: Sendable {
  /// ASCII punctuation without the apostrophe, and TAB and line feed.
  public static let defaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"

  private let caseMapper: CaseMapper?
  private let splitter: KerasSplitter?  // nil: each code point is a word

  /// Throws `KerasTextError.emptySeparator` or a `CaseMapperError`.
  public init(
    filters: String = defaultFilters, lowercase: Bool = true, separator: String = " "
  ) throws {
    guard !separator.isEmpty else { throw KerasTextError.emptySeparator }
    caseMapper = lowercase ? try CaseMapper() : nil
    splitter = KerasSplitter(filters: filters, separator: separator)
  }

  private init(codePointsLowercased lowercase: Bool) throws {
    caseMapper = lowercase ? try CaseMapper() : nil
    splitter = nil
  }

  /// Each code point is a word, spaces too, and nothing is filtered: `char_level=True`.
  public static func codePoints(lowercase: Bool = true) throws -> KerasText {
    try KerasText(codePointsLowercased: lowercase)
  }

  /// The words of a text.
  public func words(of text: String) -> [String] {
    var words: [String] = []
    forEachWord(in: Array(text.utf8).span) { words.append(String($0)) }
    return words
  }

  /// Calls `body` with each word of a text, which must be valid UTF-8.
  public func forEachWord(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    let text = prepared(text)
    if let splitter { return splitter.forEachWord(in: text.span, body) }
    var start = 0
    while start < text.count {
      let end = text.span.endOfCodePoint(from: start)
      body(text.span.extracting(start..<end))
      start = end
    }
  }

  /// The text lowercased, if it should be, and not split: a word that comes by itself.
  func prepared(_ text: Span<UInt8>) -> [UInt8] {
    guard let caseMapper else { return Array(text) }
    var lowered: [UInt8] = []
    caseMapper.appendLowercase(of: text, to: &lowered)
    return lowered
  }
}

/// Why a text cannot be split.
public enum KerasTextError: Error, Equatable, Sendable {
  /// Keras raises `ValueError: empty separator`, though only at the first text.
  case emptySeparator
}

/// A document for a `KerasTokenizer`: a text, which it splits, or a list of words, which it does not.
///
///     var tokenizer = try KerasTokenizer()
///     tokenizer.fit(on: ["A text.", "Another."])
///     tokenizer.fit(on: [["a", "text"], ["another"]])
public protocol KerasDocument {
  /// Calls `body` with each word, split and lowercased as `text` does.
  func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void)
}

extension String: KerasDocument {
  /// The string is a text.
  public func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void) {
    text.forEachWord(in: Array(utf8).span, body)
  }
}

extension Array: KerasDocument where Element == String {
  /// Each string is a word, an empty one too; words are lowercased where texts are.
  public func forEachWord(as text: KerasText, _ body: (Span<UInt8>) -> Void) {
    for word in self { body(text.prepared([UInt8](word.utf8).span).span) }
  }
}

/// Replaces characters by a separator and splits at it, in these two steps: a separator of several
/// letters may arise where a replaced character and its neighbours meet, as it does in Keras.
private struct KerasSplitter: Sendable {
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
        // A byte at a time: spans here and `has` above took a fifth more instructions.
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
