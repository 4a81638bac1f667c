/// The words one would have to insert, delete, replace or shift to turn a hypothesis into its
/// reference, as Tercom finds them: as long as some shift of a group of words saves edits, the best
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
struct ShiftSearch {
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

  /// The shift that saves most edits. Nil where none saves any, and from the thousandth try on.
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
  /// Whether both the words and their place in the reference have errors, and the place lies elsewhere.
  func allowsShift(of words: Range<Int>, to place: Int) -> Bool {
    isWrongInHypothesis[words].contains(true)
      && isWrongInReference[place..<place + words.count].contains(true)
      && !words.contains(partners[place])
  }

  /// The words of the hypothesis before which a group may be put to stand at a place: behind the
  /// partner of the word before it, or of any but the last of the group's own.
  func targets(for place: Int, length: Int) -> [Int] {
    var targets: [Int] = []
    for word in place - 1..<place + length {
      let target = word < 0 ? 0 : partners[word] + 1
      if target != targets.last { targets.append(target) }
    }
    return targets
  }
}
