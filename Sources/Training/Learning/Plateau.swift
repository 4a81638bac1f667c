import Glibc

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
  @discardableResult public mutating func observe(_ score: Double) -> Bool {
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
