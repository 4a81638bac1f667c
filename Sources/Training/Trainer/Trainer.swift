import Evaluation
import Files
import Kernels
import RecurrentModels
import Threading

/// Trains a translation model on a corpus with teacher forcing, epoch after epoch, until it is good
/// enough, has run long enough or is asked to stop.
///
/// The same corpus, options and seed give the same bits at any number of threads, and so does a
/// training that was interrupted and resumed, however often.
package final class Trainer {
  /// After this many updates in a row without finite gradients the training has failed.
  private static let mostSkippedInARow = 10
  private static let sampleCount = 3

  let model: TranslationModel
  private(set) var state: TrainingState
  let learner: Learner<TranslationModel>
  private let options: TrainingOptions
  private let optimizer: Optimizer
  private let average: MovingAverage?
  private let corpus: TrainingCorpus
  private var batches: Batches
  private let validation: ValidationSet?
  private let metric: ValidationMetric  // selects the best model
  private let folder: TrainingFolder
  private let settings: TrainingSettings
  private let isResumed: Bool
  private let pool: WorkerPool
  private let report: (TrainingEvent) throws -> Void
  /// The update whose weights are in the model file, 0 for none.
  private var bestUpdate: Int
  private var epoch: EpochFacts
  private let clock = SuspendingClock()
  private let start: SuspendingClock.Instant

  /// Begins a training, or resumes one.
  ///
  /// - Parameter report: is called with what happens, as it happens.
  init(
    _ modelOptions: TranslationOptions, _ options: TrainingOptions, corpus: TrainingCorpus,
    validation: ValidationSet?, folder: TrainingFolder, settings: TrainingSettings,
    resuming checkpoint: Checkpoint? = nil, on pool: WorkerPool,
    report: @escaping (TrainingEvent) throws -> Void
  ) throws {
    start = clock.now
    model = TranslationModel(modelOptions)
    try TrainingMemory(model, options, threads: pool.count).require(.current)
    self.options = options
    self.corpus = corpus
    self.validation = validation
    metric = try validation?.selectingMetric(options.decidingMetric) ?? options.decidingMetric
    self.folder = folder
    self.settings = settings
    self.pool = pool
    self.report = report
    isResumed = checkpoint != nil
    let state = checkpoint?.state ?? TrainingState()
    self.state = state
    bestUpdate = state.bestUpdate
    let isWithinEpoch = state.position != BatchPosition(epoch: state.position.epoch)
    epoch = EpochFacts(
      state.position.epoch, joinedAfter: isResumed && isWithinEpoch ? state.updates : nil)
    batches = try Batches(corpus, options.batches, threads: pool.count, from: state.position)

    let weights = FloatArray(count: model.layout.size)
    if checkpoint == nil {
      model.initialize(
        ParameterValues(weights.elements, layout: model.layout), seed: options.seed)
    }
    optimizer = Optimizer(options.method, parameterCount: weights.count)
    average = options.averagingRate.map { MovingAverage(startingFrom: weights, rate: $0) }
    if let checkpoint {
      optimizer.resume(after: state.updates)
      for array in Self.arrays(weights, optimizer, average) {
        try checkpoint.read(array, model.layout)
      }
    }
    learner = try Learner(model, weights: weights, precision: options.precision, on: pool)
  }

  /// All that a checkpoint has to hold besides the state.
  private static func arrays(
    _ weights: FloatArray, _ optimizer: Optimizer, _ average: MovingAverage?
  ) -> [Checkpoint.Array] {
    [(name: "weights", values: weights.elements)]
      + optimizer.momentNames.enumerated().map { index, name in
        (name: name, values: optimizer.moment(index))
      }
      + (average.map { [(name: "average", values: $0.weights.elements)] } ?? [])
  }

  /// - Parameter isInterrupted: is called after every update.
  package func run(isInterrupted: () -> Bool = { false }) throws -> TrainingOutcome {
    try report(
      .started(
        StartFacts(
          pairs: corpus.pairs.count, parameters: model.layout.parameterCount,
          targetWords: corpus.lengths.targetWords, update: state.updates, isResumed: isResumed,
          isValidated: validation != nil,
          isEndless: validation == nil && options.lastEpoch == nil && options.lastUpdate == nil)))
    if metric != options.decidingMetric {
      try report(.metricReplaced(options.decidingMetric, by: metric))
    }
    if state.batches == 0 { try tryLongestBatch() }
    var end: TrainingEnd?
    while !isOver, end == nil { end = try advance(isInterrupted) }
    let outcome = TrainingOutcome(
      end: end ?? (isStalled ? .stalled : .completed), update: state.updates,
      bestUpdate: bestUpdate)
    try report(.ended(outcome))
    return outcome
  }

  /// Makes an update and what is due after it.
  private func advance(_ isInterrupted: () -> Bool) throws -> TrainingEnd? {
    let (number, updates) = (batches.position.epoch, state.updates)
    try learnAndUpdate()
    let epochHasEnded = batches.position.epoch > number
    /// With an interval it is due by updates, skipped ones not counted; without, after epochs.
    func isDue(_ interval: Int?) -> Bool {
      guard let interval else { return epochHasEnded }
      return state.updates > updates && state.updates.isMultiple(of: interval)
    }
    state.position = batches.position
    if epochHasEnded {
      (epoch.update, epoch.seconds) = (state.updates, seconds)
      try report(.epochEnded(epoch))
      epoch = EpochFacts(batches.position.epoch)
    }
    // A longer training would not validate at this end: the state must not show that it did.
    let isRegular = isDue(options.validationInterval)
    if isRegular || isOver {
      let validated = try validated(epoch: number)
      if isRegular { state = validated }
    }
    let interrupted = isInterrupted()
    if interrupted || isOver || isDue(options.savingInterval) { try saveCheckpoint() }
    return interrupted && !isOver ? .interrupted : nil
  }

  private var isOver: Bool {
    isStalled || options.lastUpdate.map { state.updates >= $0 } ?? false
      || options.lastEpoch.map { batches.position.epoch > $0 } ?? false
  }

  private var isStalled: Bool { options.patience.map { state.plateau.stalled >= $0 } ?? false }

  private var seconds: Double { (clock.now - start) / .seconds(1) }

  /// The batch that takes the most memory comes first, so that no later one is too large.
  private func tryLongestBatch() throws {
    guard let batch = corpus.lengths.longestBatch(options.batches) else { return }
    // With dropout, which takes memory of its own; updates count from 1.
    _ = learner.learn(from: SentencePairs(batch), dropout: (seed: options.seed, update: 0))
    learner.gradients.clear()
    try report(
      .triedLongestBatch(
        sentences: batch.count, sourceWords: batch.sourceWords, targetWords: batch.targetWords))
  }

  // MARK: Updates

  /// Learns from as many batches as an update takes, or fewer at the end of an epoch.
  private func learnAndUpdate() throws {
    let begin = clock.now
    var facts = UpdateFacts(epoch: batches.position.epoch, update: state.updates + 1)
    var (loss, norm) = (Loss.none, GradientNorm.finite(0))
    var lines: [Int] = []
    for _ in 0..<options.delay where batches.position.epoch == facts.epoch {
      let batch = try batches.next()
      state.batches += 1
      let learned = learner.learn(
        from: SentencePairs(batch), dropout: (seed: options.seed, update: state.batches))
      loss += learned.loss
      norm = learned.norm
      lines += batch.lines
      facts.sentences += batch.count
      facts.sourceWords += batch.sourceWords
    }
    let words = Double(loss.predictions)
    guard case .finite(let size) = norm,
      let scale = norm.scale(clippingTo: options.clipNorm, averagingOver: words)
    else { return try skipUpdate(facts.epoch, lines) }
    state.updates += 1
    state.skippedInARow = 0
    facts.learningRate = learningRate(epoch: facts.epoch)
    optimizer.update(
      weights: learner.weights, gradients: learner.gradients, learningRate: facts.learningRate,
      scale: scale, on: pool)
    learner.repack()
    average?.add(learner.weights, update: state.updates, on: pool)
    (facts.targetWords, facts.loss, facts.plainLoss) = (loss.predictions, loss.smoothed, loss.plain)
    facts.gradientNorm = size / words
    facts.seconds = seconds
    epoch.add(facts, taking: clock.now - begin)
    try report(.updated(facts, epoch))
  }

  private func learningRate(epoch: Int) -> Double {
    options.schedule.learningRate(update: state.updates, epoch: epoch) * plateau.rateFactor
  }

  private var plateau: Plateau {
    Plateau(
      factor: options.plateauFactor, patience: options.plateauPatience,
      better: metric.better, resuming: state.plateau)
  }

  /// The weights stay as they were, which is the last good state.
  private func skipUpdate(_ epoch: Int, _ lines: [Int]) throws {
    let tensor = learner.firstTensorNotFinite ?? ""
    learner.gradients.clear()
    state.skipped += 1
    state.skippedInARow += 1
    try report(.skippedUpdate(epoch: epoch, tensor: tensor, lines: lines))
    if state.skippedInARow == Self.mostSkippedInARow {
      throw TrainingError.diverged(updates: state.skippedInARow, tensor: tensor)
    }
  }

  // MARK: Validation

  /// Validates the model as it is now and saves the best one. Returns the state after that.
  private func validated(epoch: Int) throws -> TrainingState {
    var state = state
    guard let validation else {
      try saveModel(&state)
      return state
    }
    let running = try InferenceModel(
      model, weights: evaluationWeights, precision: .float32, on: pool)
    let result = try validation.validate(running, on: pool)
    var plateau = plateau
    let (score, crossEntropy) = (result.scores[metric]!, result.scores[.crossEntropy]!)
    let isTied = metric != .crossEntropy && score == plateau.state.best
    let isBest = plateau.observe(score, crossEntropy: crossEntropy)
    state.plateau = plateau.state
    state.scores += ValidationMetric.allCases.map {
      TrainingState.ScoreRecord(update: state.updates, metric: $0, score: result.scores[$0]!)
    }
    if isBest { try saveModel(&state) }
    try report(
      .validated(
        ValidationFacts(
          epoch: epoch, update: state.updates, scores: result.scores, metric: metric,
          isBest: isBest, isTied: isTied, stalled: state.plateau.stalled,
          samples: validation.samples(Self.sampleCount, of: result),
          distinct: Set(result.translations).count,
          distinctReferences: validation.distinctReferences, count: validation.count,
          seconds: seconds)))
    return state
  }

  /// The average, where there is one.
  private var evaluationWeights: FloatArray { average?.weights ?? learner.weights }

  // MARK: Saving

  private func saveModel(_ state: inout TrainingState) throws {
    (state.bestUpdate, bestUpdate) = (state.updates, state.updates)
    let weights = evaluationWeights.elements
    try TranslationModelFile.write(
      to: folder.model, model: model, weights: weights.span, source: corpus.source,
      target: corpus.target, training: record(of: state).text)
    try report(.saved(path: folder.model, update: state.updates))
  }

  /// How the model was made, without time and place: the same training gives the same bytes.
  private func record(of state: TrainingState) -> JSON {
    [
      "program": .string(Signature.version), "seed": .integer(Int(options.seed)),
      "updates": .integer(state.updates),
      "scores": .object(
        state.scores.suffix(ValidationMetric.allCases.count).map {
          JSON.Member($0.metric.rawValue, .number($0.score))
        }),
      "files": settings.digests,
    ]
  }

  private func saveCheckpoint() throws {
    try Checkpoint.write(
      to: folder.checkpoint, state, Self.arrays(learner.weights, optimizer, average),
      model.layout, settings: settings.json, source: corpus.source, target: corpus.target)
    try report(.saved(path: folder.checkpoint, update: state.updates))
  }
}

extension Learner {
  /// The first tensor whose gradient is not finite.
  fileprivate var firstTensorNotFinite: String? {
    model.layout.tensors.first { tensor in
      !Reductions.sum(gradients.array.start + tensor.offset, count: tensor.count).isFinite
    }?.name
  }
}

extension SentencePairs {
  fileprivate init(_ batch: PairBatch) {
    self.init(sources: batch.source, targets: batch.target)
  }
}
