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
    func drop(_ line: Int, _ reason: PairFinding) throws {
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
  public mutating func reasonToDrop(_ pair: LinePair) -> PairFinding? {
    let findings = inspector.inspect(pair).findings
    let reason = findings.filter { unwanted.contains($0.problem) }.min { $0.problem < $1.problem }
    return reason ?? repetition(in: pair)
  }

  /// Only what is kept is remembered. A pair with an empty side repeats nothing.
  private mutating func repetition(in pair: LinePair) -> PairFinding? {
    guard unwanted.contains(.duplicate) || unwanted.contains(.otherTarget) else { return nil }
    let key = PairKey(pair)
    guard let hash = key.pair, let source = key.source else { return nil }
    if pairs.contains(hash) {
      return unwanted.contains(.duplicate) ? PairFinding(problem: .duplicate) : nil
    }
    if unwanted.contains(.otherTarget), !sources.insert(source) {
      return PairFinding(problem: .otherTarget)
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

/// Hashes that were seen before, in 10 to 15 bytes each (25 for the moment of growing).
struct SeenHashes {
  private var slots: [UInt64]  // zero is free
  private(set) var count = 0

  init() { slots = Array(repeating: 0, count: 1024) }

  func contains(_ hash: UInt64) -> Bool { slots[slot(of: max(hash, 1))] != 0 }

  /// Adds a hash; false where it is there already.
  @discardableResult
  mutating func insert(_ hash: UInt64) -> Bool {
    if count * 5 >= slots.count * 4 { grow() }
    let hash = max(hash, 1)
    let slot = slot(of: hash)
    guard slots[slot] == 0 else { return false }
    slots[slot] = hash
    count += 1
    return true
  }

  /// Where the hash is, or would go: in the order of the hashes but for clashes, so that growing
  /// walks through memory forwards.
  private func slot(of hash: UInt64) -> Int {
    var slot = Int(hash.multipliedFullWidth(by: UInt64(slots.count)).high)
    while slots[slot] != 0, slots[slot] != hash {
      slot += 1
      if slot == slots.count { slot = 0 }
    }
    return slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count + old.count / 2)
    for hash in old where hash != 0 { slots[slot(of: hash)] = hash }
  }
}
