/// The edit distances from the beginnings of a hypothesis to those of its reference (Levenshtein,
/// 1966), but only near the diagonal.
///
/// Hypotheses of the same words in another order share the rows above the first word that differs;
/// trying one costs its other rows, of up to 50 columns each.
struct EditMatrix {
  let reference: [UInt32]
  private let band: EditBand
  private var costs: [Int32]
  private var tried: [Int32]  // the same of a hypothesis that is only tried

  private static let infinity = Int32.max / 2

  /// The reference has a word at least.
  init(from hypothesis: [UInt32], to reference: [UInt32]) {
    self.reference = reference
    band = EditBand(rows: hypothesis.count, columns: reference.count)
    costs = Array(repeating: Self.infinity, count: band.size)
    for column in band[0] { costs[band.index(row: 0, column: column)] = Int32(column) }
    tried = costs
    change(to: hypothesis, from: 0)
  }

  /// The distance from the whole hypothesis to the whole reference.
  var distance: Int { Int(costs[band.last]) }

  /// The distance of another hypothesis of as many words, the first `start` of them the same.
  mutating func distance(of hypothesis: [UInt32], from start: Int) -> Int {
    for index in band.indices(ofRow: start) { tried[index] = costs[index] }
    fill(&tried, for: hypothesis, from: start)
    return Int(tried[band.last])
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

/// Which words of a hypothesis and its reference the cheapest edits put side by side.
struct WordAlignment: Equatable {
  /// Of each word of the reference its partner in the hypothesis, or where it has none the word after
  /// which it is missing: -1 is before the first.
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
