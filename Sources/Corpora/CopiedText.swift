import TextProcessing

// What a translation copies from its source: numbers and addresses. To look for them takes time, so
// each has a quick test of whether there may be some.

/// The numbers of a text: its digits, with thousands joined, whatever separates them.
///
/// `1,000`, `1.000` and `1 000` are `1000`; a decimal number is two numbers, with a point and with a
/// comma alike, and `2020-02-01` is three. Leading zeros do not count.
struct Numbers {
  private(set) var values: [String] = []

  init(_ text: some Sequence<Unicode.Scalar>) {
    var scanner = NumberScanner()
    for scalar in text { scanner.read(scalar) }
    scanner.endRun()
    values = scanner.numbers.map { number in
      let digits = number.drop { $0 == "0" }
      return digits.isEmpty ? "0" : String(digits)
    }
  }

  /// Whether the code point may be a digit: quick, and true of all that are.
  static func mayBeDigit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x30...0x39, 0x660..<0x2000, 0xFF00...: true
    default: false
    }
  }

  /// The numbers of each side that the other should have and has not, or nil where they agree.
  ///
  /// Translations may write numbers in their own way: small and round ones as words, `5 pm` as
  /// `17 h`, `1990s` as `90`, and `3,500,000` as `3.5 million`.
  static func mismatch(_ source: Numbers, _ target: Numbers) -> FindingDetail? {
    var left = source.values.subtracting(target.values)
    var right = target.values.subtracting(source.values)
    if isSame(left.joined(), right.joined()) { return nil }
    for number in left {
      guard let index = right.firstIndex(where: { isSame(number, $0) }) else { continue }
      right.remove(at: index)
      left.remove(at: left.firstIndex(of: number)!)
    }
    if left.isEmpty || right.isEmpty {
      left.removeAll(where: mayBeWords)
      right.removeAll(where: mayBeWords)
    }
    return left.isEmpty && right.isEmpty ? nil : .unmatched(source: left, target: right)
  }

  /// The same number, year, hour or, with a word such as `million`, amount.
  private static func isSame(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    let (short, long) = a.count < b.count ? (a, b) : (b, a)
    if !short.isEmpty, long.hasPrefix(short) {
      let zeros = long.dropFirst(short.count)
      if zeros.count >= 3, zeros.allSatisfy({ $0 == "0" }) { return true }
    }
    guard let x = Int(a), let y = Int(b) else { return false }
    let (less, more) = (min(x, y), max(x, y))
    let isHour = (1...11).contains(less) && more == less + 12
    let isYear = (1000..<2100).contains(more) && short.count == 2 && more % 100 == less
    return isHour || isYear
  }

  /// Up to twenty, or so many hundreds, thousands or tens: one or two words in most languages.
  private static func mayBeWords(_ number: String) -> Bool {
    let digits = String(number.reversed().drop { $0 == "0" }.reversed())
    return (Int(digits) ?? 0) <= 20 && digits.count <= 2
  }
}

/// Joins runs of digits into numbers: three digits after one separator are thousands.
private struct NumberScanner {
  private(set) var numbers: [String] = []
  private var run = ""
  private var separator: Unicode.Scalar?  // between the last run and this
  private var gap = 2  // characters since the last run
  private var canGoOn = false  // whether thousands may follow the last number
  private var joinedBy: Unicode.Scalar?  // the separator within the last number

  mutating func read(_ scalar: Unicode.Scalar) {
    guard Numbers.mayBeDigit(scalar), scalar.properties.numericType == .decimal,
      let value = scalar.properties.numericValue
    else {
      endRun()
      separator = scalar
      gap += 1
      return
    }
    run += "\(Int(value))"
  }

  mutating func endRun() {
    guard !run.isEmpty else { return }
    let isJoined = gap == 1 && canGoOn && run.count == 3 && Self.separators.contains(separator!)
    if isJoined, joinedBy == nil || joinedBy == separator {
      numbers[numbers.count - 1] += run
      joinedBy = separator
    } else {
      numbers.append(run)
      joinedBy = nil
      canGoOn = run.count <= 3 && !run.hasPrefix("0")
    }
    (run, gap) = ("", 0)
  }

  /// With the no-break and thin spaces.
  private static let separators: Set<Unicode.Scalar> = [
    ".", ",", "'", "’", " ", "\u{A0}", "\u{2009}", "\u{202F}",
  ]
}

/// The web and e-mail addresses of a text.
struct Addresses {
  private(set) var values: [String] = []

  init(_ text: some Sequence<Unicode.Scalar>) {
    for word in Array(text).split(whereSeparator: Self.endsAddress) {
      if let address = Self.webAddress(in: word) ?? Self.emailAddress(in: word) {
        values.append(address)
      }
    }
  }

  /// Whether there may be one: quick, and true of all texts with one.
  static func mayBeIn(_ text: Span<UInt8>) -> Bool {
    text.firstIndex(of: UInt8(ascii: "@"), from: 0) != nil || has("://", text) || has("www.", text)
  }

  /// The addresses of each side that the other has not, or nil where they agree.
  static func mismatch(_ source: Addresses, _ target: Addresses) -> FindingDetail? {
    let left = source.values.subtracting(target.values)
    let right = target.values.subtracting(source.values)
    return left.isEmpty && right.isEmpty ? nil : .unmatched(source: left, target: right)
  }

  /// A capital letter differs from a small one by the bit 0x20, which the punctuation has as well.
  private static func has(_ part: StaticString, _ text: Span<UInt8>) -> Bool {
    part.withUTF8Buffer { part in
      let last = part.count - 1
      var position = last
      while let index = text.firstIndex(of: part[last], from: position) {
        if (0..<last).allSatisfy({ text[index - last + $0] | 0x20 == part[$0] }) { return true }
        position = index + 1
      }
      return false
    }
  }

  /// White space, brackets and quotes around an address, and what is written without spaces.
  private static func endsAddress(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isWhiteSpace || "<>\"«»“”„[]{}|".unicodeScalars.contains(scalar)
      || (0x3000..<0xE000).contains(scalar.value) || scalar.value >= 0xFF00
  }

  private static func webAddress(in word: ArraySlice<Unicode.Scalar>) -> String? {
    let text = String(String.UnicodeScalarView(word))
    let starts = ["http://", "https://", "ftp://", "www."].compactMap { start in
      text.indices.first { text[$0...].prefix(start.count).lowercased() == start }
    }
    guard let start = starts.min() else { return nil }
    return withoutPunctuation(text[start...])
  }

  private static func emailAddress(in word: ArraySlice<Unicode.Scalar>) -> String? {
    let text = withoutPunctuation(String(String.UnicodeScalarView(word)).drop(while: isPunctuation))
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].hasPrefix("."), parts[1].contains(".")
    else { return nil }
    return text
  }

  /// What follows an address in a sentence is not part of it.
  private static func withoutPunctuation(_ text: Substring) -> String {
    String(text.reversed().drop(while: isPunctuation).reversed())
  }

  private static func isPunctuation(_ character: Character) -> Bool {
    ".,;:!?)('’‘…*".contains(character)
  }
}

extension [String] {
  /// Without those of another list, each as often as it is there; in order.
  fileprivate func subtracting(_ others: [String]) -> [String] {
    var counts: [String: Int] = [:]
    for other in others { counts[other, default: 0] += 1 }
    return filter { element in
      guard let count = counts[element], count > 0 else { return true }
      counts[element] = count - 1
      return false
    }
  }
}
