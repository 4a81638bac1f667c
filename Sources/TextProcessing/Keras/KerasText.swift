/// Why a text cannot be split.
public enum KerasTextError: Error, Equatable, Sendable {
  /// Keras raises `ValueError: empty separator`, though only at the first text.
  case emptySeparator
}

/// Splits text into words as Keras does: `text_to_word_sequence`, or code point by code point.
///
/// Text is lowercased, then each character of `filters` becomes a `separator`, then the text is split
/// at `separator` and nothing else; words are never empty. So a capital letter among the filters
/// never matches lowercased text, “quotes” and no-break spaces stay within words, and a run of
/// Chinese is one word. `lowercase` is Python's `str.lower`, the same in every country: `İ` becomes
/// `i` and a dot above.
public struct KerasText: Sendable {
  /// ASCII punctuation without the apostrophe, and TAB and line feed.
  public static let defaultFilters = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n"

  private let caseMapper: CaseMapper?
  private let splitter: KerasSplitter?  // nil: each code point is a word

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

  /// Calls `body` with each word of a text, which must be sound UTF-8.
  public func forEachWord(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    let text = prepared(text)
    if let splitter {
      splitter.forEachWord(in: text.span, body)
    } else {
      forEachCodePoint(in: text.span, body)
    }
  }

  /// Lowercased, where that was asked for, and not split: what becomes of a word that comes alone.
  func prepared(_ text: Span<UInt8>) -> [UInt8] {
    guard let caseMapper else { return Array(text) }
    var lowered: [UInt8] = []
    caseMapper.appendLowercase(of: text, to: &lowered)
    return lowered
  }
}

private func forEachCodePoint(in text: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
  var start = 0
  while start < text.count {
    let end = text.endOfCodePoint(from: start)
    body(text.extracting(start..<end))
    start = end
  }
}
