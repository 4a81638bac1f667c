import Glibc

/// The learning rate as a function of the update's number alone, with Marian's options.
///
/// The first update is number 1, the first epoch too. Marian asks with the number of updates done,
/// one less, by which its first update under a warm-up has a rate of zero.
public struct Schedule: Equatable, Sendable {
  /// `--learn-rate`
  public var learningRate: Double

  /// `--lr-warmup`: up to this update the rate rises in a straight line. 0 is no warm-up.
  public var warmup = 0

  /// `--lr-decay-inv-sqrt`
  public var inverseSquareRoot: InverseSquareRoot?

  /// `--lr-decay` under the strategy `batches`
  public var updateDecay: StepDecay?

  /// `--lr-decay` under the strategy `epoch`
  public var epochDecay: StepDecay?

  public init(learningRate: Double) { self.learningRate = learningRate }

  /// The rate of an update; the parts multiply. For a decay on stalled validation multiply by
  /// `Plateau.rateFactor` too.
  public func learningRate(update: Int, epoch: Int = 1) -> Double {
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
public struct InverseSquareRoot: Equatable, Sendable {
  public let scale: Int
  public let start: Int

  /// - Parameter start: `scale` unless given, as in Marian.
  public init(scale: Int, start: Int? = nil) {
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
public struct StepDecay: Equatable, Sendable {
  public let factor: Double
  public let start: Int
  public let every: Int

  public init(factor: Double, start: Int, every: Int = 1) {
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
public struct Plateau: Equatable, Sendable {
  public enum Better: Sendable { case lower, higher }

  public let factor: Double
  public let patience: Int
  public let better: Better

  /// All that a checkpoint has to hold.
  public private(set) var state: State

  public struct State: Equatable, Sendable {
    public var best: Double?
    /// Validations since the best: early stopping looks at it too.
    public var stalled = 0
    public var decays = 0

    public init() {}
  }

  public init(factor: Double, patience: Int, better: Better, resuming state: State = State()) {
    precondition(patience > 0, "a patience is above zero")
    self.factor = factor
    self.patience = patience
    self.better = better
    self.state = state
  }

  /// What to multiply the schedule's rate by.
  public var rateFactor: Double { pow(factor, Double(state.decays)) }

  /// Takes in the score of a validation; tells whether it is the best so far. A score that is not
  /// finite never is.
  @discardableResult package mutating func observe(_ score: Double) -> Bool {
    guard !isBest(score) else {
      state.best = score
      state.stalled = 0
      return true
    }
    state.stalled += 1
    if state.stalled.isMultiple(of: patience) { state.decays += 1 }
    return false
  }

  private func isBest(_ score: Double) -> Bool {
    guard score.isFinite else { return false }
    guard let best = state.best else { return true }
    return better == .lower ? score < best : score > best
  }
}
