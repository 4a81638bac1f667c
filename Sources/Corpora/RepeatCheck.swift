/// Finds pairs that stand twice, and sources that have several targets.
///
/// A line takes 16 bytes, and half as many again while they are sorted at the end: its source is
/// known by 64 bits, its target by 32 more. Pairs with an empty side are not looked at.
struct RepeatCheck {
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

  /// Tells of each line that repeats an earlier pair, and of each first line of another target.
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
    add(PairProblem(problem: problem, fact: .firstLine(Int(firstLine))), line: Int(line))
  }
}
