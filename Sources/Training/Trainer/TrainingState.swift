/// Where a training stands, besides its arrays: what a checkpoint holds of it.
public struct TrainingState: Equatable, Sendable {
  /// Of the batch that comes next.
  public var position = BatchPosition()
  /// Updates made.
  public var updates = 0
  /// Batches learned from, those of skipped updates too: each has random numbers of its own.
  public var batches = 0
  /// Updates skipped, and how many of them one after another.
  public var skipped = 0
  public var skippedInARow = 0
  /// Best score, patience and decays.
  public var plateau = Plateau.State()
  /// That of the best score, whose weights went into the model file; 0 for none.
  public var bestUpdate = 0
  /// The scores of all validations, one behind another.
  public var scores: [ScoreRecord] = []

  public struct ScoreRecord: Equatable, Sendable {
    public var update: Int
    public var metric: ValidationMetric
    public var score: Double
  }

  public init() {}
}

/// How a training ended.
public enum TrainingEnd: String, Sendable {
  /// At the last epoch or update that was asked for.
  case completed
  /// No better score for as long as patience lasts.
  case stalled
  /// By whoever asked to stop: it can be resumed.
  case interrupted
}

/// Why a training cannot go on.
public enum TrainingError: Error, Equatable, Sendable {
  /// So many updates in a row had gradients that are not finite; the last had such in this tensor.
  case diverged(updates: Int, tensor: String)
  /// A model of so many weights takes more memory than there is.
  case tooLarge(parameters: Int, needed: Int, available: Int)
}
