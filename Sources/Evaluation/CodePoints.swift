import TextProcessing

// Text as Python's `str` has it: code points, on which sacreBLEU's rules are defined.

extension [Unicode.Scalar] {
  /// The code points of a line; what is not UTF-8 as U+FFFD. A mapper lowercases them.
  init(_ line: [UInt8], lowercasedBy mapper: CaseMapper?) {
    let text = String(decoding: line, as: UTF8.self)
    self = Array((mapper?.lowercased(text) ?? text).unicodeScalars)
  }

  /// The words, in Python `text.split()`.
  func forEachWord(_ body: (ArraySlice<Unicode.Scalar>) -> Void) {
    var start = startIndex
    for index in indices where self[index].isPythonWhiteSpace {
      if start < index { body(self[start..<index]) }
      start = index + 1
    }
    if start < endIndex { body(self[start...]) }
  }

  /// The words with a space between them, in Python `" ".join(text.split())`.
  func singleSpaced() -> Self {
    var result: Self = []
    forEachWord { word in
      if !result.isEmpty { result.append(" ") }
      result += word
    }
    return result
  }

  /// Without white space at the end, in Python `text.rstrip()`.
  func trimmedAtEnd() -> Self {
    let end = lastIndex { !$0.isPythonWhiteSpace }
    return Array(prefix(through: end ?? -1))
  }

  /// Without white space at either end, in Python `text.strip()`.
  func trimmed() -> Self { trimmedAtEnd().drop(while: \.isPythonWhiteSpace).map { $0 } }
}

/// `[0-9]`, and no other digits.
func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

// MARK: Spaces around code points of some class
// sacreBLEU puts them with regular expressions. As there, one pass after another goes over the whole
// text, each from left to right and without overlaps.

extension [Unicode.Scalar] {
  /// In Python `re.sub("([…])", r" \1 ", text)`.
  func spaced(where isAlone: (Unicode.Scalar) -> Bool) -> Self {
    var result: Self = []
    result.reserveCapacity(count + count / 2)
    for scalar in self {
      if isAlone(scalar) {
        result += [" ", scalar, " "]
      } else {
        result.append(scalar)
      }
    }
    return result
  }

  enum Side { case before, after }

  /// Separates neighbours, and puts a space before or after the two: in Python
  /// `re.sub("([…])([…])", r"\1 \2 ", text)`, or `r" \1 \2"`.
  func spaced(
    _ side: Side, pairs areApart: (_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool
  ) -> Self {
    var result: Self = []
    result.reserveCapacity(count + count / 2)
    var index = 0
    while index < count {
      guard index + 1 < count, areApart(self[index], self[index + 1]) else {
        result.append(self[index])
        index += 1
        continue
      }
      if side == .before { result.append(" ") }
      result.append(self[index])
      result.append(" ")
      result.append(self[index + 1])
      if side == .after { result.append(" ") }
      index += 2
    }
    return result
  }

  /// In Python `text.replace(old, new)`.
  func replacing(_ old: String, with new: String) -> Self {
    replacing(Array(old.unicodeScalars), with: Array(new.unicodeScalars))
  }
}

// MARK: The rules of mteval-v13a.pl, the script of the WMT evaluations, for Western languages

extension [Unicode.Scalar] {
  /// With four of XML's entities decoded; `&amp;lt;` becomes `<`, as it does there.
  func decodingEntities() -> Self {
    guard contains("&") else { return self }
    return replacing("&quot;", with: "\"").replacing("&amp;", with: "&")
      .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
  }

  /// With punctuation separated from words.
  func separatingPunctuation() -> Self { spaced(where: isMark).separatingPeriodsAndDashes() }

  /// Periods and commas are separated unless between digits, a dash only after a digit.
  func separatingPeriodsAndDashes() -> Self {
    spaced(.after) { !isDigit($0) && isPeriodOrComma($1) }
      .spaced(.before) { isPeriodOrComma($0) && !isDigit($1) }
      .spaced(.after) { isDigit($0) && $1 == "-" }
  }
}

private func isPeriodOrComma(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "," }

/// What is always a token by itself: ASCII's marks but for `'`, `,`, `-` and `.`.
func isMark(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case " "..."&", "("..."+", "/", ":"..."@", "["..."`", "{"..."~": true
  default: false
  }
}

// MARK: Words

/// Ids of the references' words, so that comparing words is comparing integers.
struct WordIDs: Sendable {
  /// The id of every word that no reference has.
  static let unknown = UInt32.max

  private var ids: [ArraySlice<Unicode.Scalar>: UInt32] = [:]

  /// The ids of a reference's words, which are added where they are new.
  mutating func insert(wordsOf text: [Unicode.Scalar]) -> [UInt32] {
    var result: [UInt32] = []
    text.forEachWord { result.append(insert($0)) }
    return result
  }

  mutating func insert(_ word: ArraySlice<Unicode.Scalar>) -> UInt32 {
    if let id = ids[word] { return id }
    let id = UInt32(ids.count)
    ids[ArraySlice(Array(word))] = id  // a copy, lest the whole line be kept
    return id
  }

  /// The ids of a hypothesis' words.
  func ids(ofWordsOf text: [Unicode.Scalar]) -> [UInt32] {
    var result: [UInt32] = []
    text.forEachWord { result.append(self[$0]) }
    return result
  }

  subscript(word: ArraySlice<Unicode.Scalar>) -> UInt32 { ids[word] ?? Self.unknown }
}
