import Files

/// The pairs of a corpus in groups that share no side with each other.
///
/// Where A has the source of B, and B the target of C, all three are in one group. Sides are
/// compared without the white space at their ends, by hashes (see `lineHash`); an empty side is
/// shared with nobody. Lines count from 0 here. Memory is some 80 bytes a line while the groups are
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
    var links = LinkedLines(count: count)
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
