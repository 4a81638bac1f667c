import Files

/// Leaves out of a corpus the pairs that are not wanted, each for one reason.
///
/// The reason is the first that applies, in the order in which `CorpusProblem` has them. Pairs
/// whose text is not UTF-8 always go, and so do those beyond a limit; other kinds go where they are
/// in `unwanted`. What is kept is never rewritten. Memory is flat, but for 10 to 15 bytes for each
/// pair kept where duplicates or other targets are unwanted, and as much again for the latter.
public struct CorpusCleaner {
  private var inspector: PairInspector
  private let unwanted: Set<CorpusProblem>
  private var pairs = SeenHashes()
  private var sources = SeenHashes()

  /// One cleaner is for one corpus. Without a locale a side's scripts are not looked at.
  public init(
    limits: CorpusLimits, unwanted: Set<CorpusProblem> = [.empty],
    sourceLocale: String? = nil, targetLocale: String? = nil
  ) {
    inspector = PairInspector(
      limits: limits, sourceLocale: sourceLocale, targetLocale: targetLocale)
    self.unwanted = unwanted.union([
      .notTwoColumns, .invalidUTF8, .tooManyWords, .tooFewWords, .lengthRatio, .longWord,
      .tooManyCharacters, .tooManyBytes,
    ])
  }

  /// Writes what is kept and hands over each line left out.
  ///
  /// A table's lines that are no pair are left out like others. Throws `FileError` and
  /// `CorpusError.unequalCounts`; then no file is written.
  public mutating func clean(
    _ files: CorpusFiles, to output: CorpusFiles, onDrop: (Drop) throws -> Void = { _ in }
  ) throws -> CleaningSummary {
    var corpus = try ParallelCorpus(files)
    var output = try ParallelOutput(output)
    var summary = CleaningSummary()
    func drop(_ line: Int, _ reason: PairProblem) throws {
      summary.drops[reason.problem, default: 0] += 1
      let path = files.path(of: reason.side ?? .source)
      try onDrop(Drop(path: path, line: line, reason: reason.reason))
    }
    while let pair = try corpus.next(ifNoPair: drop) {
      if let reason = reasonToDrop(pair) {
        try drop(pair.number, reason)
      } else {
        try output.write(pair, of: files)
        summary.kept += 1
      }
    }
    try output.commit()
    return summary
  }

  /// Why the pair is left out, or nil where it is kept. Pairs are to be given in their order.
  public mutating func reasonToDrop(_ pair: LinePair) -> PairProblem? {
    let problems = inspector.inspect(pair).problems
    let reason = problems.filter { unwanted.contains($0.problem) }.min { $0.problem < $1.problem }
    return reason ?? repetition(in: pair)
  }

  /// Only what is kept is remembered. A pair with an empty side repeats nothing.
  private mutating func repetition(in pair: LinePair) -> PairProblem? {
    guard unwanted.contains(.duplicate) || unwanted.contains(.otherTarget) else { return nil }
    let key = PairKey(pair)
    guard let hash = key.pair, let source = key.source else { return nil }
    if pairs.contains(hash) {
      return unwanted.contains(.duplicate) ? PairProblem(problem: .duplicate) : nil
    }
    if unwanted.contains(.otherTarget), !sources.insert(source) {
      return PairProblem(problem: .otherTarget)
    }
    pairs.insert(hash)
    return nil
  }
}

/// How many pairs were kept, and how many left out for each reason.
public struct CleaningSummary: Equatable, Sendable, Encodable {
  public var kept = 0
  public var drops: [CorpusProblem: Int] = [:]

  public var dropped: Int { drops.values.reduce(0, +) }
}
