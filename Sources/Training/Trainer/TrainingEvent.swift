import Kernels
import TextProcessing

/// What happens in a training, for its log and for a display.
package enum TrainingEvent: Sendable {
  case preparing(CorpusPreparation.Stage)
  /// With how many of the validation text's tokens each vocabulary knows.
  case prepared(PreparedCorpus, validation: Sides<VocabularyCoverage.Tally>?)
  /// This processor does not have the precision that was asked for.
  case precisionReplaced(AvailablePrecision)
  case started(StartFacts)
  /// The metric that was to select the best model cannot tell models apart on this validation text.
  case metricReplaced(ValidationMetric, by: ValidationMetric)
  /// The largest batch that can come was tried: the memory suffices.
  case triedLongestBatch(sentences: Int, sourceWords: Int, targetWords: Int)
  case updated(UpdateFacts, EpochFacts)
  /// Gradients were not finite, and the update was not made.
  case skippedUpdate(epoch: Int, tensor: String, lines: [Int])
  case validated(ValidationFacts)
  case epochEnded(EpochFacts)
  case saved(path: String, update: Int)
  case ended(TrainingOutcome)
}

package struct StartFacts: Equatable, Sendable {
  package var pairs: Int
  package var parameters: Int
  /// Of an epoch.
  package var targetWords: Int
  /// The update that a resumed training continues after; 0 for a new one.
  package var update: Int
  package var isResumed: Bool
  /// Without validation the last model is kept, not the best.
  package var isValidated: Bool
  /// Without validation and without a last epoch or update, only an interruption ends it.
  package var isEndless: Bool
}

package struct UpdateFacts: Equatable, Sendable {
  package var epoch: Int
  package var update: Int
  package var sentences = 0
  package var sourceWords = 0
  package var targetWords = 0
  /// Sums over the target words: with label smoothing, and without.
  package var loss = 0.0
  package var plainLoss = 0.0
  package var gradientNorm = 0.0
  package var learningRate = 0.0
  /// Since this run began.
  package var seconds = 0.0
}

/// An epoch, as far as this run has seen it.
package struct EpochFacts: Equatable, Sendable {
  package let epoch: Int
  /// The update after which this run joined an epoch that an earlier one had begun; nil for a whole
  /// epoch.
  package let joinedAfter: Int?
  /// The last one.
  package var update = 0
  /// Updates of this run.
  package private(set) var updates = 0
  /// Since this run began.
  package var seconds = 0.0
  private var words = 0
  private var time = Duration.zero
  private var lossSum = 0.0
  private var crossEntropySum = 0.0

  init(_ epoch: Int, joinedAfter: Int? = nil) {
    self.epoch = epoch
    self.joinedAfter = joinedAfter
  }

  /// What is minimized, label smoothing included.
  package var loss: Double { lossSum / Double(max(words, 1)) }
  /// Without smoothing, as in validation.
  package var crossEntropy: Double { crossEntropySum / Double(max(words, 1)) }
  /// During updates, not counting validations and checkpoints.
  package var wordsPerSecond: Int { Int(Double(words) / max(time / .seconds(1), 1e-9)) }

  mutating func add(_ facts: UpdateFacts, taking time: Duration) {
    updates += 1
    words += facts.targetWords
    self.time += time
    lossSum += facts.loss
    crossEntropySum += facts.plainLoss
  }
}

package struct ValidationFacts: Equatable, Sendable {
  package var epoch: Int
  package var update: Int
  package var scores: [ValidationMetric: Double]
  /// The metric that selects the best model.
  package var metric: ValidationMetric
  package var isBest: Bool
  /// Whether the score equals that of the best so far, so that the cross-entropy decides.
  package var isTied: Bool
  /// Validations since the best.
  package var stalled: Int
  /// A few sentences, the same each time, as they are translated now.
  package var samples: [Sample]
  /// How many of the translations differ from each other, and of the references.
  package var distinct: Int
  package var distinctReferences: Int
  package var count: Int
  /// Since this run began.
  package var seconds: Double

  package struct Sample: Equatable, Sendable {
    package var source: String
    package var reference: String
    package var translation: String
  }

  /// The metric that decided whether this is the best model so far.
  package var decidedBy: ValidationMetric { isTied ? .crossEntropy : metric }
  /// Whether the model translates most sentences alike, whatever their references.
  package var isMonotonous: Bool { distinct * 10 < distinctReferences }
}

package struct TrainingOutcome: Equatable, Sendable {
  package var end: TrainingEnd
  /// The last one.
  package var update: Int
  /// The update whose weights are in the model file; 0 for none.
  package var bestUpdate: Int
}

/// How a training ended.
package enum TrainingEnd: String, Sendable {
  /// At the last epoch or update that was asked for.
  case completed
  /// The patience of early stopping ran out.
  case stalled
  /// On request: it can be resumed.
  case interrupted
}

/// Why a training cannot begin or continue.
package enum TrainingError: Error, Equatable, Sendable {
  /// The gradients of this many updates in a row were not finite; the last had such in this tensor.
  case diverged(updates: Int, tensor: String)
  /// A model of this many weights takes more memory than there is.
  case tooLarge(parameters: Int, needed: Int, available: Int)
  /// Another training is running in the folder: in this process, where the system shows it.
  case folderInUse(folder: String, process: Int32?)
  /// A new training would replace the one in the folder.
  case alreadyTrained(folder: String)
  /// A new training would replace a model or log that no checkpoint belongs to.
  case fileExists(path: String)
  /// A config.yaml that a training did not write, or that has comments.
  case foreignConfiguration(path: String)
  /// The training reads a file that it would also write.
  case inputInFolder(path: String)
  case noCheckpoint(path: String)
}
