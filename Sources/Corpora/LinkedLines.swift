/// Lines in groups that only grow together (a union-find), 4 bytes a line.
struct LinkedLines {
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
