import Files

/// Finds what is wrong with a corpus, in one reading of each file.
///
/// Memory grows with the lines alone (see `RepeatCheck` and `OverlapCheck`), not with what is found.
public struct CorpusCheck: Sendable {
  public var limits: CorpusLimits
  /// Without a locale a side's scripts are not looked at.
  public var sourceLocale: String?
  public var targetLocale: String?
  /// How many places are kept of each kind of problem in each file; all are counted.
  public var placesKept: Int

  public init(
    limits: CorpusLimits = .notable, sourceLocale: String? = nil,
    targetLocale: String? = nil, placesKept: Int = 10
  ) {
    self.limits = limits
    self.sourceLocale = sourceLocale
    self.targetLocale = targetLocale
    self.placesKept = placesKept
  }

  /// What is wrong with each part and what the parts share. The first part is the large one. Files
  /// that cannot be read are findings like others.
  public func check(_ parts: [CorpusPart]) throws -> CorpusReport {
    let inspector = PairInspector(
      limits: limits, sourceLocale: sourceLocale, targetLocale: targetLocale)
    var overlap = OverlapCheck(placesKept: placesKept)
    var reports: [PartReport] = []
    for (index, part) in parts.enumerated().reversed() {
      overlap.begin(part.name, isKept: index > 0)
      var check = PartCheck(of: part, inspector, placesKept: placesKept)
      reports.append(try check.run(&overlap))
      overlap.end()
    }
    return CorpusReport(parts: reports.reversed(), overlaps: overlap.overlaps)
  }
}

/// What a check found, as data: texts and JSON are made from it.
public struct CorpusReport: Equatable, Sendable, Encodable {
  public var parts: [PartReport]
  public var overlaps: [CorpusOverlap]

  /// An overlap of two parts is a note.
  public func has(_ severity: CorpusProblem.Severity) -> Bool {
    parts.contains { $0.findings.contains { $0.problem.severity == severity } }
      || severity == .note && overlaps.contains { $0.count > 0 }
  }
}

public struct PartReport: Equatable, Sendable, Encodable {
  public var name: String
  public var source: SideSummary
  public var target: SideSummary
  public var findings: [CorpusFinding]
}

/// The figures of one side, over the lines that have a partner. Lines that are not UTF-8 have no
/// words and no characters.
public struct SideSummary: Equatable, Sendable, Encodable {
  public var path: String
  public var lines = 0
  public var bytes = 0
  public var characters = 0
  public var words = 0
  public var longestInWords: LongestLine?
  public var longestInCharacters: LongestLine?
  /// Zero where there are no lines.
  public private(set) var meanWords = 0.0
  public private(set) var meanCharacters = 0.0

  fileprivate init(path: String) { self.path = path }

  fileprivate mutating func add(_ line: Line, _ profile: LineProfile?) {
    lines += 1
    bytes += line.text.count
    guard let profile else { return }
    characters += profile.characters
    words += profile.words
    if profile.words > longestInWords?.length ?? -1 {
      longestInWords = LongestLine(line: line.number, length: profile.words)
    }
    if profile.characters > longestInCharacters?.length ?? -1 {
      longestInCharacters = LongestLine(line: line.number, length: profile.characters)
    }
  }

  fileprivate mutating func finish() {
    guard lines > 0 else { return }
    meanWords = Double(words) / Double(lines)
    meanCharacters = Double(characters) / Double(lines)
  }
}

public struct LongestLine: Equatable, Sendable, Encodable {
  public var line: Int
  public var length: Int
}

// MARK: - One part

/// The check of one part of a corpus.
private struct PartCheck {
  private let part: CorpusPart
  private var inspector: PairInspector
  private var tally: FindingTally
  private var repeats = RepeatCheck()
  private var alignment = AlignmentCheck()
  private var source: SideSummary
  private var target: SideSummary

  init(of part: CorpusPart, _ inspector: PairInspector, placesKept: Int) {
    self.part = part
    self.inspector = inspector
    tally = FindingTally(files: part.files, placesKept: placesKept)
    source = SideSummary(path: part.files.path(of: .source))
    target = SideSummary(path: part.files.path(of: .target))
  }

  /// Reads the part to its end, or to where it cannot be read on.
  mutating func run(_ overlap: inout OverlapCheck) throws -> PartReport {
    do {
      var corpus = try ParallelCorpus(part.files)
      while let pair = try corpus.next(ifNoPair: { tally.add($1, line: $0) }) {
        add(pair, &overlap)
      }
    } catch CorpusError.unequalCounts(let source, let target) {
      add(unequal: source.lines, target.lines)
    } catch let error as FileError {
      add(error)
    }
    if tally.all.isEmpty, source.lines == 0 { addNoLines() }
    repeats.report(to: &tally)
    alignment.report(to: &tally, withSwaps: !inspector.tellsSwapsByScript)
    source.finish()
    target.finish()
    return PartReport(name: part.name, source: source, target: target, findings: tally.all)
  }

  private mutating func add(_ pair: LinePair, _ overlap: inout OverlapCheck) {
    let inspection = inspector.inspect(pair)
    for finding in inspection.findings { tally.add(finding, line: pair.number) }
    source.add(pair.source, inspection.source)
    target.add(pair.target, inspection.target)
    let key = PairKey(pair)
    repeats.add(key, line: pair.number)
    overlap.add(key, line: pair.number)
    alignment.add(pair)
  }

  // MARK: What cannot be read

  private mutating func addNoLines() {
    for side in part.files.paths.count == 1 ? [.source] : CorpusSide.allCases {
      tally.add(PairFinding(problem: .noLines, side: side), line: 1)
    }
  }

  /// In the longer file, at the first line without a partner.
  private mutating func add(unequal source: Int, _ target: Int) {
    let finding = PairFinding(
      problem: .unequalCounts, side: source > target ? .source : .target,
      detail: .counts(source: source, target: target))
    tally.add(finding, line: min(source, target) + 1)
  }

  /// At the first line that was not read. Where it is the first of all, the other file may be
  /// missing too, and both are named at once.
  private mutating func add(_ error: FileError) {
    let side = error.path == part.files.path(of: .source) ? CorpusSide.source : .target
    add(error, side)
    if side == .source, source.lines == 0, case .sides(_, let path) = part.files {
      do throws(FileError) { _ = try LineReader(path: path) } catch { add(error, .target) }
    }
  }

  private mutating func add(_ error: FileError, _ side: CorpusSide) {
    let finding = PairFinding(problem: .unreadable, side: side, detail: .failure(error))
    tally.add(finding, line: source.lines + 1)
  }
}

/// Finds pairs whose sides do not belong together as they are: swapped ones, and lines that fit the
/// other side's lines before or after.
private struct AlignmentCheck {
  private var source = LineWords()
  private var target = LineWords()
  private var swaps = SwapDetector()
  private var shifts = ShiftDetector()

  mutating func add(_ pair: LinePair) {
    source.read(pair.source)
    target.read(pair.target)
    swaps.add(line: pair.number, source.hashes, target.hashes)
    shifts.add(line: pair.number, source.shape, target.shape)
  }

  mutating func report(to tally: inout FindingTally, withSwaps: Bool) {
    swaps.finish()
    shifts.finish()
    if withSwaps {
      for line in swaps.lines { tally.add(PairFinding(problem: .swapped), line: line) }
    }
    for stretch in shifts.shiftedParts {
      let detail = FindingDetail.shift(lines: stretch.lines, by: stretch.shift)
      tally.add(PairFinding(problem: .shifted, detail: detail), line: stretch.line)
    }
  }
}

/// Finds pairs that occur twice, and sources that have several targets.
///
/// A line takes 16 bytes, and half as many again while they are sorted at the end: its source is
/// known by 64 bits, its target by 32 more. Pairs with an empty side are not looked at.
private struct RepeatCheck {
  private struct Entry {
    var source: UInt64
    var target: UInt32
    var line: UInt32
  }
  private var entries: [Entry] = []

  mutating func add(_ key: PairKey, line: Int) {
    guard let source = key.source, let target = key.target else { return }
    entries.append(
      Entry(source: source, target: UInt32(truncatingIfNeeded: target), line: UInt32(line)))
  }

  /// Reports each line that repeats an earlier pair, and each first line of another target.
  mutating func report(to tally: inout FindingTally) {
    entries.sort { ($0.source, $0.target, $0.line) < ($1.source, $1.target, $1.line) }
    entries[...].forEachRun(by: \.source) { sameSource in
      guard sameSource.count > 1, let firstLine = sameSource.lazy.map(\.line).min() else { return }
      sameSource.forEachRun(by: \.target) { samePair in
        let line = samePair[samePair.startIndex].line
        if line != firstLine { tally.add(.otherTarget, of: firstLine, line: line) }
        for repetition in samePair.dropFirst() {
          tally.add(.duplicate, of: line, line: repetition.line)
        }
      }
    }
  }
}

extension ArraySlice {
  /// Hands over each stretch of neighbours that have the same value.
  fileprivate func forEachRun<Value: Equatable>(
    by value: (Element) -> Value, _ body: (ArraySlice) -> Void
  ) {
    var start = startIndex
    for index in indices.dropFirst() where value(self[index]) != value(self[start]) {
      body(self[start..<index])
      start = index
    }
    if start < endIndex { body(self[start...]) }
  }
}

extension FindingTally {
  fileprivate mutating func add(_ problem: CorpusProblem, of firstLine: UInt32, line: UInt32) {
    add(PairFinding(problem: problem, detail: .firstLine(Int(firstLine))), line: Int(line))
  }
}
