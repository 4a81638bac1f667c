import Files

/// What can be wrong with a corpus. The check reports all of it; the cleaner drops a pair for the
/// first, in the order in which they stand here.
public enum CorpusProblem: String, CaseIterable, Encodable, CodingKeyRepresentable, Sendable {
  case unreadable
  /// A file without any line.
  case noLines = "no-lines"
  case unequalCounts = "unequal-counts"
  case notTwoColumns = "not-two-columns"
  case invalidUTF8 = "invalid-utf8"

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
  /// In a side of two files, where a table could not have it.
  case tab
  /// Such as `&amp;` and `&#39;`.
  case characterReference = "entity"
  /// A field in quotes with its own quotes doubled, as in CSV.
  case csvQuoting = "csv-quoting"
  /// Two spaces or more within the text.
  case doubledSpace = "doubled-space"
  /// White space before or after the text.
  case untrimmed
  /// The source is in the target's language and the target in the source's.
  case swapped
  /// Most letters are of scripts that the language does not use.
  case wrongScript = "wrong-script"
  case copiedSource = "copied-source"
  /// Numbers of one side that the other has not.
  case numberMismatch = "number-mismatch"
  /// The same of web and e-mail addresses.
  case addressMismatch = "address-mismatch"
  case duplicate
  /// The same source as before with another target.
  case otherTarget = "other-target"
  /// Lines that fit those of the other side some lines before or after, beginning here.
  case shifted

  public enum Severity: String, Sendable {
    case fault  // the corpus cannot be trained on as it is
    case note  // worth a look
  }

  public var severity: Severity {
    switch self {
    case .unreadable, .noLines, .unequalCounts, .notTwoColumns, .invalidUTF8: .fault
    default: .note
    }
  }
}

extension CorpusProblem: Comparable {
  public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

  private var rank: Int { Self.allCases.prefix { $0 != self }.count }
}

/// A problem of one pair. `side` is nil where it lies in the two together.
public struct PairFinding: Equatable, Sendable {
  public var problem: CorpusProblem
  public var side: CorpusSide?
  public var detail: FindingDetail = .none

  /// The reason as it stands in the ledger: the problem, then its detail (`length-ratio 1:12`).
  public var reason: String {
    switch detail {
    case .none, .failure: problem.rawValue
    case .byte(let byte, _): "\(problem.rawValue) byte \(byte)"
    case .count(let count): "\(problem.rawValue) \(count)"
    case .counts(let source, let target): "\(problem.rawValue) \(source):\(target)"
    case .script(let script): "\(problem.rawValue) \(script)"
    case .firstLine(let line): "\(problem.rawValue) line \(line)"
    case .text(_, let text): "\(problem.rawValue) \(text)"
    case .unmatched(let source, let target):
      "\(problem.rawValue) \(list(source)) : \(list(target))"
    case .shift(let lines, let by): "\(problem.rawValue) \(lines) lines by \(by)"
    }
  }

  private func list(_ words: [String]) -> String {
    words.isEmpty ? "-" : words.joined(separator: " ")
  }
}

/// One kind of problem in one file: how often, and where first.
public struct CorpusFinding: Equatable, Sendable, Encodable {
  public var problem: CorpusProblem
  public var path: String
  /// How many lines have it.
  public var count: Int
  /// The first of them, in the order of the lines.
  public var places: [Place]

  public struct Place: Equatable, Sendable, Encodable {
    public var line: Int
    public var detail: FindingDetail

    private enum Key: CodingKey { case line }

    public func encode(to encoder: any Encoder) throws {
      var object = encoder.container(keyedBy: Key.self)
      try object.encode(line, forKey: .line)
      try detail.encode(to: encoder)
    }
  }
}

/// Counts everything and keeps the first places: memory does not grow with the problems.
struct FindingTally {
  private struct Key: Hashable {
    var problem: CorpusProblem
    var side: CorpusSide
  }
  private let files: CorpusFiles
  private let placesKept: Int
  private var findings: [Key: CorpusFinding] = [:]

  init(files: CorpusFiles, placesKept: Int) {
    self.files = files
    self.placesKept = placesKept
  }

  /// Lines may come in any order. What concerns both sides together is counted for the source.
  mutating func add(_ found: PairFinding, line: Int) {
    let key = Key(problem: found.problem, side: found.side ?? .source)
    let none = CorpusFinding(
      problem: found.problem, path: files.path(of: key.side), count: 0, places: [])
    findings[key, default: none].count += 1
    findings[key, default: none].places.insert(
      CorpusFinding.Place(line: line, detail: found.detail), limit: placesKept)
  }

  /// In the order of the problems, the source's before the target's.
  var all: [CorpusFinding] {
    CorpusProblem.allCases.flatMap { problem in
      CorpusSide.allCases.compactMap { findings[Key(problem: problem, side: $0)] }
    }
  }
}

extension [CorpusFinding.Place] {
  fileprivate mutating func insert(_ place: CorpusFinding.Place, limit: Int) {
    let index = lastIndex { $0.line <= place.line }.map { $0 + 1 } ?? 0
    guard index < limit else { return }
    insert(place, at: index)
    if count > limit { removeLast() }
  }
}

// MARK: - Details

/// What more there is to say of a problem in one place, in the unit that the problem has.
public enum FindingDetail: Equatable, Sendable {
  case none
  /// Where in the line, counted from 1, and the byte (of invalid UTF-8) or code point there.
  case byte(Int, value: UInt32)
  case count(Int)
  case counts(source: Int, target: Int)
  case script(String)
  /// Where the same text stood first.
  case firstLine(Int)
  case failure(FileError)
  /// Where in the line, and what is there.
  case text(byte: Int, String)
  /// What each side has and the other has not.
  case unmatched(source: [String], target: [String])
  /// How many lines are shifted; the number of the target's line that fits, less the source's.
  case shift(lines: Int, by: Int)
}

extension FindingDetail: Encodable {
  private enum Key: String, CodingKey {
    case byte, value, count, source, target, script, firstLine, failure, code, text, sourceOnly,
      targetOnly, lines, shift
  }

  /// Writes keys of the object that holds it.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    switch self {
    case .none: break
    case .byte(let byte, let value):
      try object.encode(byte, forKey: .byte)
      try object.encode(value, forKey: .value)
    case .count(let count): try object.encode(count, forKey: .count)
    case .counts(let source, let target):
      try object.encode(source, forKey: .source)
      try object.encode(target, forKey: .target)
    case .script(let script): try object.encode(script, forKey: .script)
    case .firstLine(let line): try object.encode(line, forKey: .firstLine)
    case .text(let byte, let text):
      try object.encode(byte, forKey: .byte)
      try object.encode(text, forKey: .text)
    case .unmatched(let source, let target):
      try object.encode(source, forKey: .sourceOnly)
      try object.encode(target, forKey: .targetOnly)
    case .shift(let lines, let by):
      try object.encode(lines, forKey: .lines)
      try object.encode(by, forKey: .shift)
    case .failure(let error):
      let (name, code) = error.nameAndCode
      try object.encode(name, forKey: .failure)
      try object.encodeIfPresent(code, forKey: .code)
    }
  }
}

extension FileError {
  fileprivate var nameAndCode: (name: String, code: Int32?) {
    switch self {
    case .missing: ("missing", nil)
    case .notReadable(_, let code): ("not-readable", code)
    case .readFailed(_, let code): ("read-failed", code)
    case .damagedGzip: ("damaged-gzip", nil)
    case .lineTooLong: ("line-too-long", nil)
    case .changed: ("changed", nil)
    case .cannotCreate(_, let code): ("cannot-create", code)
    case .writtenTwice: ("written-twice", nil)
    case .readAndWritten: ("read-and-written", nil)
    case .readTwice: ("read-twice", nil)
    case .notRereadable: ("not-rereadable", nil)
    case .writeFailed(_, let code): ("write-failed", code)
    case .closedPipe: ("closed-pipe", nil)
    }
  }
}
