import Testing
import Training

@Suite struct PlateauTests {
  struct Case: CustomTestStringConvertible {
    var name: String
    var patience: Int
    var better: Plateau.Better
    var scores: [Double]
    var factors: [Double]
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "improves all the time", patience: 1, better: .lower,
      scores: [3, 2, 1], factors: [1, 1, 1]),
    Case(
      name: "an equal score is no improvement", patience: 1, better: .lower,
      scores: [3, 3, 2], factors: [1, 0.5, 0.5]),
    Case(
      name: "higher is better", patience: 1, better: .higher,
      scores: [3, 4, 2, 5], factors: [1, 1, 0.5, 0.5]),
    Case(
      name: "each full patience decays", patience: 2, better: .lower,
      scores: [1, 2, 2, 2, 2, 2], factors: [1, 1, 0.5, 0.5, 0.25, 0.25]),
    Case(
      name: "a new best starts the count anew", patience: 2, better: .lower,
      scores: [5, 6, 4, 6, 6], factors: [1, 1, 1, 1, 0.5]),
    Case(
      name: "what is not a number is never the best", patience: 1, better: .lower,
      scores: [.nan, 3, -.infinity, .nan, 2], factors: [0.5, 0.5, 0.25, 0.125, 0.125]),
  ]

  @Test(arguments: cases) func `decays when validation stalls`(_ example: Case) {
    var plateau = Plateau(factor: 0.5, patience: example.patience, better: example.better)
    #expect(plateau.rateFactor == 1)
    let factors = example.scores.map { score in
      plateau.observe(score, crossEntropy: 1)
      return plateau.rateFactor
    }
    #expect(factors == example.factors)
  }

  @Test func `tells a new best from the rest`() {
    var plateau = Plateau(factor: 0.5, patience: 3, better: .higher)
    #expect(
      [1, 2, 2, .nan, 3].map { plateau.observe($0, crossEntropy: 1) }
        == [true, true, false, false, true])
  }

  @Test func `of equal scores the one with the lower cross-entropy is better`() {
    var plateau = Plateau(factor: 0.5, patience: 9, better: .higher)
    let validations: [(score: Double, crossEntropy: Double)] = [
      (0, 5), (0, 4), (0, 4), (0, .nan), (1, 9), (0, 3), (1, 8), (1, 8.5),
    ]
    let best = validations.map { plateau.observe($0.score, crossEntropy: $0.crossEntropy) }
    #expect(best == [true, true, false, false, true, false, true, false])
    #expect(plateau.state.best == 1 && plateau.state.bestCrossEntropy == 8)
    #expect(plateau.state.stalled == 1)
  }

  @Test(arguments: cases) func `goes on from its state`(_ example: Case) {
    var whole = Plateau(factor: 0.5, patience: example.patience, better: example.better)
    var parts = whole
    for score in example.scores {
      whole.observe(score, crossEntropy: 1)
      parts = Plateau(
        factor: 0.5, patience: example.patience, better: example.better, resuming: parts.state)
      parts.observe(score, crossEntropy: 1)
    }
    #expect(parts == whole)
  }
}
