import Files

/// What can be wrong with a corpus. The check reports all of it; the cleaner drops a pair for the
/// first, in the order in which they stand here.
public enum CorpusProblem: String, CaseIterable, Encodable, CodingKeyRepresentable, Sendable {
  // Faults: training on such a corpus is not to be thought of.
  case unreadable
  case unequalCounts = "unequal-counts"
  case notTwoColumns = "not-two-columns"
  case invalidUTF8 = "invalid-utf8"

  // Notes.
  /// Nothing but white space on a side.
  case empty
  case tooManyWords = "too-many-words"
  case tooFewWords = "too-few-words"
  /// One side has many times the words of the other.
  case lengthRatio = "length-ratio"
  case longWord = "long-word"
  case tooManyCharacters = "too-many-characters"
  case tooManyBytes = "too-many-bytes"
  case byteOrderMark = "byte-order-mark"
  /// A line that ends in CR LF.
  case carriageReturn = "carriage-return"
  /// Inside a line, what other programs take for its end: VT, FF, CR, NEL, U+2028 and U+2029.
  case lineSeparator = "line-separator"
  /// A control character other than TAB and those above.
  case controlCharacter = "control-character"
  /// U+FFFD, which stands for text lost in an earlier conversion.
  case replacementCharacter = "replacement-character"
  /// Most letters are of scripts that the language does not use.
  case wrongScript = "wrong-script"
  case copiedSource = "copied-source"
  case duplicate
  /// The same source as before with another target.
  case otherTarget = "other-target"

  public var isFault: Bool {
    switch self {
    case .unreadable, .unequalCounts, .notTwoColumns, .invalidUTF8: true
    default: false
    }
  }
}

extension CorpusProblem: Comparable {
  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.prefix { $0 != self }.count }
}
