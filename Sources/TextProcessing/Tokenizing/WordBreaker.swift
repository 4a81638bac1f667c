import CICU
import Threading

/// Finds where words or characters end, as ICU does. Each thread needs its own. Malformed UTF-8 is
/// allowed: what cannot be read is a segment by itself.
///
///     let breaker = try BreakingRules(.unicodeWords(locale: "en")).makeBreaker()
///     let ends = breaker.segments(of: "Hi there").map(\.end)  // 2, 3, 8
public final class WordBreaker {
  /// A word, a character or what stands between words.
  public struct Segment: Equatable, Sendable {
    /// Where it ends, in bytes from the start of the text.
    public var end: Int32
    /// The status of the rule that matched, which it has in braces; 0 where it has none.
    public var rule: Int32
  }

  /// Bytes that ICU sees at once. It may take the rest of the text to tell where one segment ends
  /// (what begins an address may go on as one to the end), so a long text would take quadratic time.
  private static let window = 1024

  private let breaker: OpaquePointer
  private var ends: [Int32] = Array(repeating: 0, count: window)
  private var rules: [Int32] = Array(repeating: 0, count: window)

  fileprivate init(_ breaker: OpaquePointer) { self.breaker = breaker }

  deinit { cicu_breaker_close(breaker) }

  /// The segments of a text, which cover it.
  public func segments(of text: String) -> [Segment] {
    var segments: [Segment] = []
    segment(Array(text.utf8).span, into: &segments)
    return segments
  }

  /// Replaces `segments` by those of the text, which cover it.
  ///
  /// A segment counts if it ends in the first half of the window that ICU sees. The window grows for
  /// a long segment, and for that one alone, so that time stays in proportion to the text.
  public func segment(_ text: Span<UInt8>, into segments: inout [Segment]) {
    segments.removeAll(keepingCapacity: true)
    var start = 0
    var size = Self.window
    while start < text.count {
      let end = endOfWindow(in: text, from: start, size: size)
      let count = fill(
        from: text.extracting(start..<end), limit: end < text.count ? size / 2 : end - start,
        capacity: size == Self.window ? ends.count : 1)
      for index in 0..<count {
        segments.append(Segment(end: Int32(start) + ends[index], rule: rules[index]))
      }
      if count > 0 { start += Int(ends[count - 1]) }
      size = count > 0 ? Self.window : size * 2
    }
  }

  /// A window does not end within a code point.
  private func endOfWindow(in text: Span<UInt8>, from start: Int, size: Int) -> Int {
    guard size < text.count - start else { return text.count }
    let end = start + size
    return (end - 3...end).last { text[$0] & 0xC0 != 0x80 } ?? end
  }

  private func fill(from text: Span<UInt8>, limit: Int, capacity: Int) -> Int {
    var status: Int32 = 0
    let count = text.withUnsafeBufferPointer { text in
      cicu_breaker_segments(
        breaker, text.baseAddress, Int32(text.count), Int32(limit), &ends, &rules,
        Int32(capacity), &status)
    }
    precondition(
      status <= 0, "ICU could not read the text: \(String(cString: cicu_error_name(status)))")
    return Int(count)
  }
}

/// Rules from which each thread makes its own breaker: compiled once, and not before they are needed,
/// since that takes milliseconds.
///
///     let breaker = try BreakingRules(.custom { "!!chain; [a-z]+ {200}; .;" }).makeBreaker()
public final class BreakingRules: Sendable {
  /// Where rules come from.
  public enum Origin: Sendable {
    /// ICU's own words, with what a language changes.
    case unicodeWords(locale: String)
    /// Grapheme clusters.
    case unicodeCharacters(locale: String)
    /// Text in ICU's rule language.
    case custom(@Sendable () -> String)
  }

  private let origin: Origin
  private let prepared = Guarded<Handle?>(nil)

  /// Compiles nothing yet.
  public init(_ origin: Origin) { self.origin = origin }

  /// A breaker for one thread. The first call compiles the rules.
  public func makeBreaker() throws(BreakingRulesError) -> WordBreaker {
    try prepared.withLock { handle throws(BreakingRulesError) in
      if handle == nil { handle = try Handle(origin) }
      var status: Int32 = 0
      guard let ready = handle, let copy = cicu_breaker_clone(ready.breaker, &status) else {
        throw .refused(error: String(cString: cicu_error_name(status)))
      }
      return WordBreaker(copy)
    }
  }

  private final class Handle {
    let breaker: OpaquePointer

    init(_ origin: Origin) throws(BreakingRulesError) {
      var (status, line, column): (Int32, Int32, Int32) = (0, 0, 0)
      let opened: OpaquePointer?
      switch origin {
      case .unicodeWords(let locale): opened = cicu_breaker_open(CICU_WORDS, locale, &status)
      case .unicodeCharacters(let locale):
        opened = cicu_breaker_open(CICU_CHARACTERS, locale, &status)
      case .custom(let rules):
        let rules = rules()
        opened = cicu_breaker_compile(rules, Int32(rules.utf8.count), &line, &column, &status)
      }
      guard let opened else {
        let error = String(cString: cicu_error_name(status))
        throw line > 0
          ? .malformed(line: Int(line), column: Int(column), error: error) : .refused(error: error)
      }
      breaker = opened
    }

    deinit { cicu_breaker_close(breaker) }
  }
}

/// Why there is no breaker. `error` is ICU's name for it.
public enum BreakingRulesError: Error, Equatable, Sendable {
  /// The place in custom rules where ICU gave up.
  case malformed(line: Int, column: Int, error: String)
  /// An error that has no place.
  case refused(error: String)
}

/// The library that tokens depend on besides this program: another ICU may know other words.
///
///     print("ICU \(UnicodeLibrary.icuVersion), Unicode \(UnicodeLibrary.unicodeVersion)")
public enum UnicodeLibrary {
  /// Such as `72.1`.
  public static let icuVersion = String(cString: cicu_version())
  /// Such as `15.0`.
  public static let unicodeVersion = String(cString: cicu_unicode_version())
}

// MARK: The word rules

/// The statuses in the rules' braces: 100 for numbers, 200 for letters, 400 for ideographs and kana, 500
/// for what is ours, and 0 for punctuation, symbols and emoji.
enum WordRule {
  static let address: Int32 = 500  // an address or a name, whole

  static func isWord(_ rule: Int32) -> Bool { rule >= 100 }
}

/// The word rules in ICU's rule language: those of UAX #29 as ICU 72 ships them
/// (`RuleBasedBreakIterator::getRules`), with ours after them.
///
/// The text they run over holds no white space, so ICU's rules for it are left out. `@` is not a
/// letter, as it is in ICU's; addresses have rules of their own, which begin with `^` so that nothing
/// is chained into them. They name few sets of characters: each further one splits the others, and
/// the time to compile grows with that (6 ms; with letters spelled out, as in `http`, it was 23).
package let wordRules = unicodeWordRules + addressRules

private let addressRules = #"""
  $Plain = [$ALetterPlus $Numeric];
  $Label = $Plain+ ('-'+ $Plain+)*;
  $Inside = [[$Plain \u0021-\u007E] - ["<>\\\^`\{|\}]];
  $Last = [$Inside - [.,;\:!?'\u0022()\[\]]];

  # Electronic mail, names, and what a browser opens (with :// or with a / after the host): a dot or
  # a bracket at the end is not part of it.
  ^$Plain ($Plain | [._%+\-])* '@' $Label ('.' $Label)+ {500};
  ^'@' [$Plain _]+ {500};
  ^$ALetterPlus+ '://' $Inside* $Last {500};
  ^$ALetterPlus+ '://' $Inside* '(' [$Inside - [()]]* ')' {500};
  ^'www' ('.' $Label)+ {500};
  ^$ALetterPlus $Plain* ('-'+ $Plain+)* ('.' $Label)+ '/' $Inside* $Last {500};

  # Single letters with dots (U.S., p.m., z.B.), and dots that stand for something left out.
  ^$ALetterPlus '.' ($ALetterPlus '.')+ {200};
  ^'.' '.'+ {0};

  """#

private let unicodeWordRules = #"""
  !!chain;
  !!quoted_literals_only;

  $Han = [:Han:];
  $Extend = [\p{Word_Break = Extend} - $Han];
  $ZWJ = [\p{Word_Break = ZWJ}];
  $Regional_Indicator = [\p{Word_Break = Regional_Indicator}];
  $Format = [\p{Word_Break = Format}];
  $Katakana = [\p{Word_Break = Katakana}];
  $Hebrew_Letter = [\p{Word_Break = Hebrew_Letter}];
  $ALetter = [\p{Word_Break = ALetter}];
  $Single_Quote = [\p{Word_Break = Single_Quote}];
  $Double_Quote = [\p{Word_Break = Double_Quote}];
  $MidNumLet = [\p{Word_Break = MidNumLet}];
  $MidLetter = [\p{Word_Break = MidLetter} - [\: \uFE55 \uFF1A]];
  $MidNum = [\p{Word_Break = MidNum}];
  $Numeric = [\p{Word_Break = Numeric}];
  $ExtendNumLet = [\p{Word_Break = ExtendNumLet}];
  $Extended_Pict = [\p{Extended_Pictographic}];
  $Hiragana = [:Hiragana:];
  $Ideographic = [\p{Ideographic}];
  $Control = [\p{Grapheme_Cluster_Break = Control}];
  $HangulSyllable = [\uac00-\ud7a3];
  $ComplexContext = [:LineBreak = Complex_Context:];

  # What the dictionaries break: Chinese, Japanese, Korean, and Thai, Lao, Khmer, Burmese.
  $KanaKanji = [$Han $Hiragana $Katakana];
  $dictionaryCJK = [$KanaKanji $HangulSyllable];
  $dictionary = [$ComplexContext $dictionaryCJK];
  $ALetterPlus = [$ALetter - $dictionaryCJK [$ComplexContext - $Extend - $Control]];

  $ZWJ $Extended_Pict;
  $ExFm = [$Extend $Format $ZWJ];
  ^$ExFm+;
  [^$ExFm] $ExFm*;

  $Numeric $ExFm* {100};
  $ALetterPlus $ExFm* {200};
  $HangulSyllable {200};
  $Hebrew_Letter $ExFm* {200};
  $Katakana $ExFm* {400};
  $Hiragana $ExFm* {400};
  $Ideographic $ExFm* {400};

  ($ALetterPlus | $Hebrew_Letter) $ExFm* ($ALetterPlus | $Hebrew_Letter);
  ($ALetterPlus | $Hebrew_Letter) $ExFm* ($MidLetter | $MidNumLet | $Single_Quote) $ExFm*
    ($ALetterPlus | $Hebrew_Letter) {200};
  $Hebrew_Letter $ExFm* $Single_Quote {200};
  $Hebrew_Letter $ExFm* $Double_Quote $ExFm* $Hebrew_Letter;
  $Numeric $ExFm* $Numeric;
  ($ALetterPlus | $Hebrew_Letter) $ExFm* $Numeric;
  $Numeric $ExFm* ($ALetterPlus | $Hebrew_Letter);
  $Numeric $ExFm* ($MidNum | $MidNumLet | $Single_Quote) $ExFm* $Numeric;
  $Katakana $ExFm* $Katakana {400};
  $ALetterPlus $ExFm* $ExtendNumLet {200};
  $Hebrew_Letter $ExFm* $ExtendNumLet {200};
  $Numeric $ExFm* $ExtendNumLet {100};
  $Katakana $ExFm* $ExtendNumLet {400};
  $ExtendNumLet $ExFm* $ExtendNumLet {200};
  $ExtendNumLet $ExFm* $ALetterPlus {200};
  $ExtendNumLet $ExFm* $Hebrew_Letter {200};
  $ExtendNumLet $ExFm* $Numeric {100};
  $ExtendNumLet $ExFm* $Katakana {400};
  ^$Regional_Indicator $ExFm* $Regional_Indicator;
  $HangulSyllable $HangulSyllable {200};
  $KanaKanji $KanaKanji {400};
  .;

  """#
