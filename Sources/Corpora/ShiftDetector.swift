/// Finds where one side of a corpus slips against the other by a few lines, as it does where a line
/// was lost or added, even if the end was made even again.
///
/// Each line is compared with the other side's lines up to three before and after. Their costs say how
/// badly they go together, and a cumulative sum (Page's CUSUM test) of how much better a shift
/// fits than the present one rises to the threshold where it does so for ten to forty lines. On the
/// 29,000 pairs of Multi30k the highest sum is 4, and with the lines in alphabetical order the same.
struct ShiftDetector {
  /// Where a shift begins, and what it is.
  struct Stretch: Equatable {
    var line: Int
    var lines: Int
    /// The number of the target's line that fits, less that of the source's.
    var shift: Int
  }

  private static let farthest = 3
  private static let threshold = 15.0
  private static let drift = 0.4  // what a shift loses on each line, so that chance does not sum up

  private struct Candidate {
    var shift: Int
    var sum = 0.0
    var start = 0  // the first line of the sum
    var cost = 0.0  // of the last line
  }

  private(set) var shiftedParts: [Stretch] = []
  private var candidates = (-farthest...farthest).map { Candidate(shift: $0) }
  private var shift = 0
  private var start = 0  // of the present shift
  private var latest: [(line: Int, source: LineShape, target: LineShape)] = []
  // Of the logarithm of target length to source length; as if some equal lines came before.
  private var sumOfRatios = 0.0
  private var countOfRatios = 5.0

  /// Pairs are to be given in their order.
  mutating func add(line: Int, _ source: LineShape, _ target: LineShape) {
    if latest.count > Self.farthest { latest.removeFirst() }
    latest.append((line, source, target))
    let ratio = sumOfRatios / countOfRatios
    sumOfRatios += target.logBytes - source.logBytes
    countOfRatios += 1
    if latest.count > Self.farthest { compare(ratio) }
  }

  /// Where the shift lasts to the end.
  mutating func finish() {
    if let last = latest.last { end(before: last.line + 1) }
  }

  private mutating func compare(_ ratio: Double) {
    let last = latest.count - 1
    for index in candidates.indices {
      let shift = candidates[index].shift
      candidates[index].cost = Self.cost(
        latest[last - max(shift, 0)].source, latest[last + min(shift, 0)].target, ratio)
    }
    let present = candidates[shift + Self.farthest].cost
    for index in candidates.indices where candidates[index].shift != shift {
      if candidates[index].sum == 0 {
        candidates[index].start = latest[last - abs(candidates[index].shift)].line
      }
      let gain = present - candidates[index].cost - Self.drift
      candidates[index].sum = max(0, candidates[index].sum + gain)
    }
    if let best = candidates.max(by: { $0.sum < $1.sum }), best.sum > Self.threshold {
      begin(best)
    }
  }

  private mutating func begin(_ candidate: Candidate) {
    end(before: candidate.start)
    (shift, start) = (candidate.shift, candidate.start)
    for index in candidates.indices { candidates[index].sum = 0 }
  }

  private mutating func end(before line: Int) {
    if shift != 0 { shiftedParts.append(Stretch(line: start, lines: line - start, shift: shift)) }
  }

  /// How badly two lines go together: how far the ratio of their lengths is from the corpus', in
  /// units of what is usual for their length, and whether marks and copied words agree.
  private static func cost(_ source: LineShape, _ target: LineShape, _ ratio: Double) -> Double {
    let spread = 0.12 + 0.6 / (min(source.bytes, target.bytes) + 1).squareRoot()
    var cost = min(abs(target.logBytes - source.logBytes - ratio) / spread, 3)
    if source.mark != target.mark { cost += 1 }
    let common = (source.copied & target.copied).nonzeroBitCount
    return cost - 1.5 * Double(min(common, 2))
  }
}
