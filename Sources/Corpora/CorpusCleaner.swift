import Files

/// Drops from a corpus the pairs that are not wanted, each for one reason, and repairs others.
///
/// The reason is the first that applies, in the order in which `CorpusProblem` has them. Pairs
/// whose text is not UTF-8 are always dropped, and so are those beyond a limit; other kinds are where
/// they are in `unwanted`. Lines are judged as they are after repairs; without `repairs` what is kept
/// is never rewritten. Memory is flat, but for 10 to 15 bytes for each pair kept where duplicates or
/// other targets are unwanted, and as much again for the latter.
public struct CorpusCleaner {
  private var inspector: PairInspector
  private let unwanted: Set<CorpusProblem>
  private let repairs: Bool
  private var swappedLines: Set<Int> = []
  private var pairs = SeenHashes()
  private var sources = SeenHashes()

  /// One cleaner is for one corpus. Without a locale a side's scripts are not looked at.
  public init(
    limits: CorpusLimits, unwanted: Set<CorpusProblem> = [.empty], repairs: Bool = false,
    sourceLocale: String? = nil, targetLocale: String? = nil
  ) {
    inspector = PairInspector(
      limits: limits, sourceLocale: sourceLocale, targetLocale: targetLocale)
    self.repairs = repairs
    self.unwanted = unwanted.union([
      .notTwoColumns, .invalidUTF8, .tooManyWords, .tooFewWords, .lengthRatio, .longWord,
      .tooManyCharacters, .tooManyBytes,
    ])
  }

  /// Whether the corpus is read twice, as no pipe can be: swapped pairs are known by the words of all
  /// others, unless their scripts tell.
  public var readsTwice: Bool { unwanted.contains(.swapped) && !inspector.tellsSwapsByScript }

  /// Writes what is kept, and hands over each line dropped and each repair of a line that is kept.
  ///
  /// A table's lines that are not pairs are dropped like others. Throws `FileError` and `CorpusError`;
  /// then no file is written.
  public mutating func clean(
    _ files: CorpusFiles, to output: CorpusFiles, onDrop: (Drop) throws -> Void = { _ in },
    onRepair: (Drop) throws -> Void = { _ in }
  ) throws -> CleaningSummary {
    if readsTwice { swappedLines = try findSwappedLines(files) }
    var corpus = try ParallelCorpus(files)
    var output = try ParallelOutput(output)
    var summary = CleaningSummary()
    func drop(_ line: Int, _ reason: PairFinding) throws {
      summary.drops[reason.problem, default: 0] += 1
      let path = files.path(of: reason.side ?? .source)
      try onDrop(Drop(path: path, line: line, reason: reason.reason))
    }
    while let read = try corpus.next(ifNoPair: drop) {
      let (pair, repaired) = repair(read)
      if let reason = reasonToDrop(pair) {
        try drop(pair.number, reason)
        continue
      }
      try output.write(pair, of: files)
      summary.kept += 1
      for repair in repaired {
        summary.repairs[repair.problem, default: 0] += 1
        try onRepair(
          Drop(
            path: files.path(of: repair.side), line: pair.number,
            reason: "fixed \(repair.problem.rawValue)"))
      }
    }
    if summary.kept + summary.dropped == 0 { throw CorpusError.noLines(path: files.paths[0]) }
    try output.commit()
    return summary
  }

  /// Why the pair is dropped, or nil where it is kept. Pairs are to be given in their order; where
  /// swapped pairs are known by the words of the corpus, only `clean` drops them.
  public mutating func reasonToDrop(_ pair: LinePair) -> PairFinding? {
    var findings = inspector.inspect(pair).findings
    if swappedLines.contains(pair.number) { findings.append(PairFinding(problem: .swapped)) }
    let reason = findings.filter { unwanted.contains($0.problem) }.min { $0.problem < $1.problem }
    return reason ?? repetition(in: pair)
  }

  private func repair(
    _ pair: LinePair
  ) -> (pair: LinePair, repaired: [(side: CorpusSide, problem: CorpusProblem)]) {
    guard repairs else { return (pair, []) }
    let source = LineRepair.repair(pair.source)
    let target = LineRepair.repair(pair.target)
    var result = pair
    (result.source, result.target) = (source.line, target.line)
    return (
      result,
      LineRepair.problems.filter(source.repaired.contains).map { (.source, $0) }
        + LineRepair.problems.filter(target.repaired.contains).map { (.target, $0) }
    )
  }

  private func findSwappedLines(_ files: CorpusFiles) throws -> Set<Int> {
    var corpus = try ParallelCorpus(files)
    var swaps = SwapDetector()
    var (source, target) = (LineWords(), LineWords())
    while let pair = try corpus.next(ifNoPair: { _, _ in }) {
      let pair = repair(pair).pair
      source.read(pair.source)
      target.read(pair.target)
      swaps.add(line: pair.number, source.hashes, target.hashes)
    }
    swaps.finish()
    return Set(swaps.lines)
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

/// How many pairs were kept, how many dropped for each reason, and how many lines of those kept were
/// repaired.
public struct CleaningSummary: Equatable, Sendable, Encodable {
  public var kept = 0
  public var drops: [CorpusProblem: Int] = [:]
  public var repairs: [CorpusProblem: Int] = [:]

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
