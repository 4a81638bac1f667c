import Testing

@testable import Training

@Suite struct TrainingStateTests {
  @Test func `a checkpoint's text of a state gives it back`() {
    var state = TrainingState()
    #expect(TrainingState(state.json) == state)
    state.position = BatchPosition(epoch: 3, maxiBatch: 2, batch: 1)
    (state.updates, state.batches, state.skipped, state.skippedInARow) = (90, 93, 3, 1)
    (state.plateau.best, state.plateau.stalled, state.plateau.decays) = (12.25, 2, 1)
    state.plateau.bestCrossEntropy = 0.1
    state.bestUpdate = 60
    state.scores = [.init(update: 60, metric: .bleu, score: 12.25)]
    #expect(TrainingState(state.json) == state)
  }

  @Test func `a state with something missing is none`() {
    let json = TrainingState().json
    for key in json.members?.map(\.key) ?? [] {
      let rest = (json.members ?? []).filter { $0.key != key }
      #expect(TrainingState(.object(rest)) == nil, "without \(key)")
    }
  }
}
