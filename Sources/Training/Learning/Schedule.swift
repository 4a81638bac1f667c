import Glibc

/// The learning rate as a function of the update's number alone, with Marian's options.
///
/// The first update is number 1, the first epoch too. Marian asks with the number of updates done,
/// one less, by which its first update under a warm-up has a rate of zero.
package struct Schedule: Equatable, Sendable {
  /// `--learn-rate`
  package var learningRate: Double

  /// `--lr-warmup`: up to this update the rate rises in a straight line. 0 is no warm-up.
  package var warmup = 0

  /// `--lr-decay-inv-sqrt`
  package var inverseSquareRoot: InverseSquareRoot?

  /// `--lr-decay` under the strategy `batches`
  package var updateDecay: StepDecay?

  /// `--lr-decay` under the strategy `epoch`
  package var epochDecay: StepDecay?

  package init(learningRate: Double) { self.learningRate = learningRate }

  /// The rate of an update; the parts multiply. For a decay on stalled validation multiply by
  /// `Plateau.rateFactor` too.
  package func learningRate(update: Int, epoch: Int = 1) -> Double {
    precondition(update >= 1 && epoch >= 1, "updates and epochs count from 1")
    return learningRate * warmupFactor(update)
      * (inverseSquareRoot?.factor(update) ?? 1)
      * (updateDecay?.factor(at: update) ?? 1)
      * (epochDecay?.factor(at: epoch) ?? 1)
  }

  private func warmupFactor(_ update: Int) -> Double {
    update < warmup ? Double(update) / Double(warmup) : 1
  }
}

/// √(scale / update), shifted so that it is 1 up to the update `start`. Vaswani et al., "Attention
/// Is All You Need" (2017), where both are the end of the warm-up.
package struct InverseSquareRoot: Equatable, Sendable {
  package let scale: Int
  package let start: Int

  /// - Parameter start: `scale` unless given, as in Marian.
  package init(scale: Int, start: Int? = nil) {
    precondition(scale > 0, "a scale is above zero")
    self.scale = scale
    self.start = start ?? scale
  }

  func factor(_ update: Int) -> Double {
    guard update > start else { return 1 }
    return (Double(scale) / Double(update - start + scale)).squareRoot()
  }
}

/// A factor once more at `start` (`--lr-decay-start`) and every so many (`--lr-decay-freq`) updates
/// or epochs from there on.
package struct StepDecay: Equatable, Sendable {
  package let factor: Double
  package let start: Int
  package let every: Int

  package init(factor: Double, start: Int, every: Int = 1) {
    precondition(every > 0, "a step is above zero")
    self.factor = factor
    self.start = start
    self.every = every
  }

  func factor(at number: Int) -> Double {
    number < start ? 1 : pow(factor, Double((number - start) / every + 1))
  }
}

/// Lowers the learning rate when validation stalls: `--lr-decay` under Marian's strategy `stalled`.
///
/// Each `patience` validations in a row without a new best (`--lr-decay-start`) are one decay.
package struct Plateau: Equatable, Sendable {
  package enum Better: Sendable { case lower, higher }

  package let factor: Double
  package let patience: Int
  package let better: Better

  /// All that a checkpoint has to hold.
  package private(set) var state: State

  package struct State: Equatable, Sendable {
    package var best: Double?
    /// The cross-entropy of the best, where it is finite: JSON has no other numbers.
    package var bestCrossEntropy: Double?
    /// Validations since the best: early stopping looks at it too.
    package var stalled = 0
    package var decays = 0

    package init() {}
  }

  package init(factor: Double, patience: Int, better: Better, resuming state: State = State()) {
    precondition(patience > 0, "a patience is above zero")
    self.factor = factor
    self.patience = patience
    self.better = better
    self.state = state
  }

  /// What to multiply the schedule's rate by.
  package var rateFactor: Double { pow(factor, Double(state.decays)) }

  /// Takes in the score of a validation and returns whether it is the best so far. A score that is not
  /// finite never is. Of equal scores the one with the lower cross-entropy is better: BLEU is 0 for
  /// many models that are not alike.
  @discardableResult
  package mutating func observe(_ score: Double, crossEntropy: Double) -> Bool {
    guard !isBest(score, crossEntropy) else {
      (state.best, state.stalled) = (score, 0)
      state.bestCrossEntropy = crossEntropy.isFinite ? crossEntropy : nil
      return true
    }
    state.stalled += 1
    if state.stalled.isMultiple(of: patience) { state.decays += 1 }
    return false
  }

  private func isBest(_ score: Double, _ crossEntropy: Double) -> Bool {
    guard score.isFinite else { return false }
    guard let best = state.best else { return true }
    if score == best { return crossEntropy < state.bestCrossEntropy ?? .infinity }
    return better == .lower ? score < best : score > best
  }
}
