import CICU
import Threading

/// Where words or characters end, as ICU finds it. One of a thread's own.
///
/// Malformed UTF-8 does no harm: what cannot be read is a segment by itself.
public final class WordBreaker {
  public struct Segment: Equatable, Sendable {
    public var end: Int32  // bytes from the start of the text
    public var rule: Int32  // what the rule that matched says
  }

  /// Bytes that ICU sees at once. Where a segment ends it may take all the text to tell (what begins
  /// an address may go on as one to the end), so that a long text as a whole would take quadratic time.
  private static let window = 1024

  private let breaker: OpaquePointer
  private var ends: [Int32] = Array(repeating: 0, count: window)
  private var rules: [Int32] = Array(repeating: 0, count: window)

  fileprivate init(_ breaker: OpaquePointer) { self.breaker = breaker }

  deinit { cicu_breaker_close(breaker) }

  /// Replaces `segments` by those of the text. The bytes are looked at during the call alone.
  ///
  /// A segment counts if the window goes on for as long as it lies in it. The window grows to hold
  /// one that is long, and that one alone, so that time stays in proportion to the text.
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

  /// Within a code point no window ends.
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

/// Rules from which each thread makes itself a breaker: prepared once, and not before they are
/// needed, since compiling takes milliseconds.
public final class BreakingRules: Sendable {
  public enum Origin: Sendable {
    case unicodeWords(locale: String)
    case unicodeCharacters(locale: String)
    case custom(@Sendable () -> String)
  }

  private let origin: Origin
  private let prepared = Guarded<Handle?>(nil)

  public init(_ origin: Origin) { self.origin = origin }

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
      var status: Int32 = 0
      var line: Int32 = 0
      var column: Int32 = 0
      let opened =
        switch origin {
        case .unicodeWords(let locale): cicu_breaker_open(CICU_WORDS, locale, &status)
        case .unicodeCharacters(let locale): cicu_breaker_open(CICU_CHARACTERS, locale, &status)
        case .custom(let rules):
          Self.compile(rules(), &line, &column, &status)
        }
      guard let opened else {
        let error = String(cString: cicu_error_name(status))
        throw line > 0
          ? .malformed(line: Int(line), column: Int(column), error: error) : .refused(error: error)
      }
      breaker = opened
    }

    deinit { cicu_breaker_close(breaker) }

    private static func compile(
      _ rules: String, _ line: inout Int32, _ column: inout Int32, _ status: inout Int32
    ) -> OpaquePointer? {
      cicu_breaker_compile(rules, Int32(rules.utf8.count), &line, &column, &status)
    }
  }
}

public enum BreakingRulesError: Error, Equatable, Sendable {
  /// Where in the rules ICU gave up.
  case malformed(line: Int, column: Int, error: String)
  case refused(error: String)
}
