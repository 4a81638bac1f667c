/// How many words have to be inserted, deleted, replaced or shifted to turn a hypothesis into its
/// reference, as Tercom counts them: as long as some shift of a group of words saves edits, the best
/// one is made.
func editCount(from hypothesis: [UInt32], to reference: [UInt32]) -> Int {
  if reference.isEmpty { return hypothesis.count }
  var search = ShiftSearch(from: hypothesis, to: reference)
  var shifts = 0
  while let shift = search.bestShift() {
    search.make(shift)
    shifts += 1
  }
  return shifts + search.distance
}

/// Looks for the shifts that bring a hypothesis nearer to its reference.
private struct ShiftSearch {
  private var hypothesis: [UInt32]
  private var matrix: EditMatrix
  private var tries = 0

  // Tercom's limits; the last is sacreBLEU's.
  private static let longestShift = 10
  private static let farthestShift = 50
  private static let mostTries = 1000

  init(from hypothesis: [UInt32], to reference: [UInt32]) {
    self.hypothesis = hypothesis
    matrix = EditMatrix(from: hypothesis, to: reference)
  }

  /// The edits that are left.
  var distance: Int { matrix.distance }

  mutating func make(_ shift: Shift) {
    hypothesis = shift.applied(to: hypothesis)
    matrix.change(to: hypothesis, from: shift.firstChange)
  }

  /// The shift that saves most edits. Nil where none does, and from the thousandth try on.
  mutating func bestShift() -> Shift? {
    let alignment = matrix.alignment(of: hypothesis)
    var best = (shift: Shift?.none, saved: 0)
    for start in hypothesis.indices {
      for place in places(near: start) {
        for length in matchingLengths(start, place)
        where alignment.allowsShift(of: start..<start + length, to: place) {
          for target in alignment.targets(for: place, length: length) {
            tries += 1
            if tries == Self.mostTries { return nil }
            let shift = Shift(start: start, length: length, target: target)
            let saved = saving(of: shift)
            if saved > best.saved || saved == best.saved && best.shift.map(shift.precedes) == true {
              best = (shift, saved)
            }
          }
        }
      }
    }
    return best.shift
  }

  private func places(near start: Int) -> Range<Int> {
    let end = min(matrix.reference.count, start + Self.farthestShift + 1)
    return min(end, max(0, start - Self.farthestShift))..<end
  }

  /// How many words, one and more, are the same in the hypothesis from `start` on and in the reference
  /// from `place` on.
  private func matchingLengths(_ start: Int, _ place: Int) -> Range<Int> {
    let most = min(Self.longestShift, hypothesis.count - start, matrix.reference.count - place)
    var length = 0
    while length < most, hypothesis[start + length] == matrix.reference[place + length] {
      length += 1
    }
    return 1..<length + 1
  }

  private mutating func saving(of shift: Shift) -> Int {
    let shifted = shift.applied(to: hypothesis)
    return matrix.distance - matrix.distance(of: shifted, from: shift.firstChange)
  }
}

extension WordAlignment {
  /// Whether both the words and their place in the reference have errors, and are not aligned.
  fileprivate func allowsShift(of words: Range<Int>, to place: Int) -> Bool {
    isWrongInHypothesis[words].contains(true)
      && isWrongInReference[place..<place + words.count].contains(true)
      && !words.contains(partners[place])
  }

  /// The words of the hypothesis before which a group may be put to stand at a place: behind the
  /// partner of the word before it, or of any but the last of the group's own.
  fileprivate func targets(for place: Int, length: Int) -> [Int] {
    var targets: [Int] = []
    for word in place - 1..<place + length {
      let target = word < 0 ? 0 : partners[word] + 1
      if target != targets.last { targets.append(target) }
    }
    return targets
  }
}

/// A group of words of a hypothesis that is moved: it changes places with the words that it passes.
struct Shift: Equatable {
  var start: Int
  var length: Int
  /// The word before which it is put. Where that is within the group or at its end, it moves to the
  /// right by the difference to its start.
  var target: Int

  /// The first word that it changes.
  var firstChange: Int { min(start, target) }

  func applied(to words: [UInt32]) -> [UInt32] {
    let end = start + length
    if target < start { return swapped(words, target..<start, start..<end) }
    let landing = target > end ? target : min(length + target, words.count)
    return swapped(words, start..<end, end..<landing)
  }

  /// Whether it is preferred to one that saves as much: the longer, then the earlier one, then that to
  /// the earlier place.
  func precedes(_ other: Shift) -> Bool {
    (-length, start, target) < (-other.length, other.start, other.target)
  }
}

/// With two neighbouring groups of words in each other's place.
private func swapped(_ words: [UInt32], _ left: Range<Int>, _ right: Range<Int>) -> [UInt32] {
  var result = words
  result.replaceSubrange(left.lowerBound..<right.upperBound, with: words[right] + words[left])
  return result
}

/// The edit distances from the prefixes of a hypothesis to those of its reference (Levenshtein,
/// 1966), but only near the diagonal. Hypotheses of the same words in another order share the rows
/// above the first word that differs; trying one costs its other rows, of up to 50 columns each.
struct EditMatrix {
  let reference: [UInt32]
  private let band: EditBand
  private var costs: [Int32]
  private var trialCosts: [Int32]  // of a hypothesis that is only tried

  private static let infinity = Int32.max / 2

  /// The reference has at least one word.
  init(from hypothesis: [UInt32], to reference: [UInt32]) {
    self.reference = reference
    band = EditBand(rows: hypothesis.count, columns: reference.count)
    costs = Array(repeating: Self.infinity, count: band.size)
    for column in band[0] { costs[band.index(row: 0, column: column)] = Int32(column) }
    trialCosts = costs
    change(to: hypothesis, from: 0)
  }

  /// The distance from the whole hypothesis to the whole reference.
  var distance: Int { Int(costs[band.last]) }

  /// The distance of another hypothesis of as many words, the first `start` of them the same.
  mutating func distance(of hypothesis: [UInt32], from start: Int) -> Int {
    for index in band.indices(ofRow: start) { trialCosts[index] = costs[index] }
    fill(&trialCosts, for: hypothesis, from: start)
    return Int(trialCosts[band.last])
  }

  /// Goes on with another hypothesis of as many words, the first `start` of them the same.
  mutating func change(to hypothesis: [UInt32], from start: Int) {
    fill(&costs, for: hypothesis, from: start)
  }

  /// Fills the rows below that of the first `start` words.
  private func fill(_ costs: inout [Int32], for hypothesis: [UInt32], from start: Int) {
    for row in start..<hypothesis.count {
      let word = hypothesis[row]
      var columns = band[row + 1]
      var above = band.index(row: row, column: columns.lowerBound)
      var here = band.index(row: row + 1, column: columns.lowerBound)
      var left = Self.infinity
      if columns.lowerBound == 0 {
        left = costs[above] + 1
        costs[here] = left
        columns = 1..<columns.upperBound
        above += 1
        here += 1
      }
      for column in columns {
        let exchanged = costs[above - 1] + (reference[column - 1] == word ? 0 : 1)
        left = min(exchanged, costs[above] + 1, left + 1)
        costs[here] = left
        above += 1
        here += 1
      }
    }
  }
}

/// Which words of a hypothesis and its reference the cheapest edits align.
struct WordAlignment: Equatable {
  /// Of each word of the reference the one of the hypothesis that it is aligned with, or else the one
  /// after which it is missing: -1 is before the first.
  var partners: [Int]
  /// Whether a word is replaced, deleted or inserted.
  var isWrongInReference: [Bool]
  var isWrongInHypothesis: [Bool]
}

extension EditMatrix {
  /// Of the cheapest edits those that prefer, from the end, keeping or replacing a word to deleting
  /// one of the hypothesis, and that to inserting one of the reference.
  func alignment(of hypothesis: [UInt32]) -> WordAlignment {
    var alignment = WordAlignment(
      partners: Array(repeating: -1, count: reference.count),
      isWrongInReference: Array(repeating: true, count: reference.count),
      isWrongInHypothesis: Array(repeating: true, count: hypothesis.count))
    var (row, column) = (hypothesis.count, reference.count)
    while column > 0 {
      let cost = costs[band.index(row: row, column: column)]
      let isSame = row > 0 && hypothesis[row - 1] == reference[column - 1]
      if row > 0, cost == self.cost(row - 1, column - 1) + (isSame ? 0 : 1) {
        row -= 1
        column -= 1
        alignment.partners[column] = row
        alignment.isWrongInReference[column] = !isSame
        alignment.isWrongInHypothesis[row] = !isSame
      } else if row > 0, cost == self.cost(row - 1, column) + 1 {
        row -= 1
      } else {
        column -= 1
        alignment.partners[column] = row - 1
      }
    }
    return alignment
  }

  private func cost(_ row: Int, _ column: Int) -> Int32 {
    costs[band.index(row: row, column: column)]
  }
}

/// The cells of an edit matrix that are computed: in each row those near the diagonal, to the very
/// column as sacreBLEU's arithmetic has them. Rows are stored from their first cell on, with room
/// on both sides for the neighbours that a cell of the next row reads: memory is 200 bytes a word,
/// however long the lines.
private struct EditBand {
  private let starts: [Int]  // of each row the first column
  private let ends: [Int]
  private let stride: Int
  private let columns: Int

  private static let beam = 25  // columns to either side of the diagonal

  /// Of the rows 0 to `rows` and the columns 0 to `columns`.
  init(rows: Int, columns: Int) {
    let ratio = rows == 0 ? 1 : Double(columns) / Double(rows)
    let widest = ratio / 2 > Double(Self.beam)
    let half = widest ? Int((ratio / 2 + Double(Self.beam)).rounded(.up)) : Self.beam
    let middles = (0...rows).map { Int(Double($0) * ratio) }
    let starts = middles.map { max(0, $0 - half) }
    var ends = middles.map { min(columns + 1, $0 + half) }
    ends[rows] = columns + 1
    if rows > 0 { ends[0] = ends[1] }  // the first row is whole; no row reads more of it
    self.starts = starts
    self.ends = ends
    self.columns = columns
    stride = 1 + (zip([0] + starts, ends).map { $1 - $0 }.max() ?? 0)
  }

  /// The columns of a row.
  subscript(row: Int) -> Range<Int> { starts[row]..<ends[row] }

  /// How many cells are stored.
  var size: Int { starts.count * stride }

  /// Where a cell is stored, or one beside the band that the next row's cells read.
  func index(row: Int, column: Int) -> Int { row * stride + 1 + column - starts[row] }

  func indices(ofRow row: Int) -> Range<Int> { row * stride..<(row + 1) * stride }

  /// Where the last row's last cell is.
  var last: Int { index(row: starts.count - 1, column: columns) }
}
