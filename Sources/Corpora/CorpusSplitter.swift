import Files

/// A part to be split off, and how large it is to be.
public struct SplitShare: Equatable, Sendable {
  public enum Size: Equatable, Sendable {
    case lines(Int)
    /// Of all lines, rounded to the nearest count.
    case fraction(Double)
  }

  public var part: CorpusPart
  public var size: Size

  public init(part: CorpusPart, size: Size) {
    self.part = part
    self.size = size
  }
}

/// What a split made, the rest (`train`) before the shares.
public struct SplitSummary: Equatable, Sendable, Encodable {
  public struct Part: Equatable, Sendable, Encodable {
    public var name: String
    public var wanted: Int
    public var lines: Int
  }
  public var parts: [Part]
  /// How many pairs hang together at most.
  public var largestGroup: Int
}

/// Splits a corpus by lot so that no source and no target of one part stands in another.
///
/// Pairs that share a side stay in one part, and so do those that hang together by others between
/// them (see `PairGroups`): a share is smaller than asked for where no group is left that fits. The
/// corpus is read twice, and its order kept.
public struct CorpusSplitter: Sendable {
  /// A seed gives the same split on every machine.
  public var seed: UInt64

  public init(seed: UInt64) { self.seed = seed }

  /// Throws `FileError` and `CorpusError`; then no file is written.
  public func split(_ corpus: CorpusFiles, rest: CorpusPart, shares: [SplitShare]) throws
    -> SplitSummary
  {
    let groups = try PairGroups(of: corpus)
    let deal = Deal(groups, try Self.count(shares, of: groups.count), seed: seed)
    let parts = [rest] + shares.map(\.part)
    let summary = SplitSummary(
      parts: zip(parts, deal.parts).map { part, counts in
        SplitSummary.Part(name: part.name, wanted: counts.wanted, lines: counts.lines)
      }, largestGroup: groups.largest)
    for part in summary.parts.dropFirst() where part.wanted > 0 && part.lines == 0 {
      throw CorpusError.splitImpossible(
        part: part.name, wanted: part.wanted, lines: groups.count, largestGroup: groups.largest)
    }
    try Self.write(corpus, groups.count, to: parts.map(\.files)) { deal.part(of: groups[$0]) }
    return summary
  }

  /// How many lines each share is to have.
  private static func count(_ shares: [SplitShare], of lines: Int) throws(CorpusError) -> [Int] {
    let wanted = shares.map { share in
      switch share.size {
      case .lines(let count): count
      case .fraction(let fraction): Int((fraction * Double(lines)).rounded())
      }
    }
    precondition(wanted.allSatisfy { $0 >= 0 }, "a share has no negative size")
    let sum = wanted.reduce(0, +)
    guard sum <= lines else { throw .splitTooLarge(wanted: sum, lines: lines) }
    return wanted
  }

  /// Reads the corpus once more and writes each pair to the file that it belongs to.
  private static func write(
    _ corpus: CorpusFiles, _ count: Int, to files: [CorpusFiles], _ part: (_ line: Int) -> Int
  ) throws {
    var input = try ParallelCorpus(corpus)
    var outputs = try files.map { try ParallelOutput($0) }
    var line = 0
    while let pair = try input.next() {
      if line < count { try outputs[part(line)].write(pair, of: corpus) }
      line += 1
    }
    guard line == count else {
      throw CorpusError.changedBetweenReadings(
        path: corpus.path(of: .source), first: count, second: line)
    }
    for index in outputs.indices { try outputs[index].commit() }
  }
}

/// Which groups go to which part: drawn by lot into the first share that has room, until all are
/// full. What is not dealt is the rest, part 0.
private struct Deal {
  private(set) var parts: [(wanted: Int, lines: Int)]
  private var owners: [UInt32: Int] = [:]  // of groups that are not the rest's

  init(_ groups: PairGroups, _ wanted: [Int], seed: UInt64) {
    let rest = groups.count - wanted.reduce(0, +)
    parts = [(rest, groups.count)] + wanted.map { ($0, 0) }
    var generator = SplitMix64(seed: seed)
    var urn = groups.all
    while !urn.isEmpty, parts.contains(where: { $0.lines < $0.wanted }) {
      urn.swapAt(Int(generator.next(below: UInt64(urn.count))), urn.count - 1)
      give(urn.removeLast(), groups)
    }
  }

  private mutating func give(_ group: UInt32, _ groups: PairGroups) {
    let size = groups.size(of: group)
    let room = parts.indices.dropFirst().first { parts[$0].lines + size <= parts[$0].wanted }
    guard let part = room else { return }
    owners[group] = part
    parts[part].lines += size
    parts[0].lines -= size
  }

  func part(of group: UInt32) -> Int { owners[group] ?? 0 }
}
