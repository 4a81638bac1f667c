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
  /// The most pairs that are linked by their sides.
  public var largestGroup: Int
}

/// Splits a corpus at random so that no source and no target of one part stands in another.
///
/// Pairs that share a side stay in one part, and so do those that are linked by others between
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
    guard groups.count > 0 else { throw CorpusError.noLines(path: corpus.paths[0]) }
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

/// Which groups go to which part: each group, in random order, goes to the first share that has room
/// for it, until all are full. The others are the rest, part 0.
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

/// The pairs of a corpus in groups that share no side with each other.
///
/// Where A has the source of B, and B the target of C, all three are in one group. Sides are
/// compared without the white space at their ends, by hashes (see `lineHash`); an empty side is
/// not shared. Lines count from 0 here. Memory is some 80 bytes a line while the groups are
/// made, then 8.
struct PairGroups {
  private let groups: [UInt32]  // of each line the first line of its group, which names the group
  private let sizes: [UInt32]  // of each group; zero for a line that is not the first

  private struct Side {
    var hash: UInt64
    var line: UInt32
  }

  init(of files: CorpusFiles) throws {
    var corpus = try ParallelCorpus(files)
    var sides: [Side] = []
    var count: UInt32 = 0
    while let pair = try corpus.next() {
      let key = PairKey(pair)
      if let source = key.source { sides.append(Side(hash: source, line: count)) }
      // Mixed once more, so that a target is never taken for a source.
      if let target = key.target { sides.append(Side(hash: SplitMix64.mix(target), line: count)) }
      count += 1
    }
    self.init(count: Int(count), sides: sides)
  }

  private init(count: Int, sides: consuming [Side]) {
    sides.sort { ($0.hash, $0.line) < ($1.hash, $1.line) }
    var links = DisjointSets(count: count)
    for index in sides.indices.dropFirst() where sides[index].hash == sides[index - 1].hash {
      links.link(sides[index - 1].line, sides[index].line)
    }
    var sizes = [UInt32](repeating: 0, count: count)
    groups = (0..<UInt32(count)).map { line in
      let group = links.firstLine(with: line)
      sizes[Int(group)] += 1
      return group
    }
    self.sizes = sizes
  }

  /// How many lines there are.
  var count: Int { groups.count }

  var all: [UInt32] { (0..<UInt32(count)).filter { sizes[Int($0)] > 0 } }

  var largest: Int { sizes.max().map { Int($0) } ?? 0 }

  func size(of group: UInt32) -> Int { Int(sizes[Int(group)]) }

  subscript(line: Int) -> UInt32 { groups[line] }
}

/// Lines in groups that only grow together (union-find), 4 bytes a line.
private struct DisjointSets {
  private var parents: [UInt32]  // an earlier line of the group, or the line itself

  init(count: Int) { parents = (0..<UInt32(count)).map { $0 } }

  /// Joins the groups of two lines.
  mutating func link(_ a: UInt32, _ b: UInt32) {
    let (first, second) = (firstLine(with: a), firstLine(with: b))
    parents[Int(max(first, second))] = min(first, second)
  }

  /// The first line of the group that a line is in.
  mutating func firstLine(with line: UInt32) -> UInt32 {
    var line = line
    while parents[Int(line)] != line {
      parents[Int(line)] = parents[Int(parents[Int(line)])]  // halves the way for the next time
      line = parents[Int(line)]
    }
    return line
  }
}
