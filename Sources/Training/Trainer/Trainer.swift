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
  /// So many updates in a row without finite gradients are a training that has gone wrong.
  private static let mostSkippedInARow = 10
  private static let sampleCount = 3

  package let model: TranslationModel
  package let options: TrainingOptions
  package private(set) var state: TrainingState
  /// The update whose weights are in the model file, 0 for none.
  package private(set) var bestUpdate: Int
  let learner: Learner<TranslationModel>
  let optimizer: Optimizer
  let average: MovingAverage?
  private let files: TrainingFiles
  private let validation: ValidationSet?
  private let corpus: TrainingCorpus
  private let pool: WorkerPool
  private var batches: Batches
  private let report: (TrainingEvent) throws -> Void

  /// Begins a training, or goes on with one.
  ///
  /// - Parameter report: is told what happens, as it happens.
  package init(
    _ modelOptions: TranslationOptions, _ options: TrainingOptions, corpus: TrainingCorpus,
    validation: ValidationSet?, files: TrainingFiles, resuming checkpoint: Checkpoint? = nil,
    on pool: WorkerPool, report: @escaping (TrainingEvent) throws -> Void
  ) throws {
    model = TranslationModel(modelOptions)
    try TrainingMemory(model, options, threads: pool.count).require(.current)
    self.options = options
    self.corpus = corpus
    self.validation = validation
    self.files = files
    self.pool = pool
    self.report = report
    state = checkpoint?.state ?? TrainingState()
    bestUpdate = state.bestUpdate
    batches = try Batches(corpus, options.batches, threads: pool.count, from: state.position)

    let weights = FloatArray(count: model.layout.size)
    if let checkpoint {
      try checkpoint.read(.weights, into: weights, model.layout)
    } else {
      model.initialize(
        ParameterValues(weights.elements, layout: model.layout), seed: options.seed)
    }
    optimizer = Optimizer(options.method, parameterCount: weights.count)
    if let checkpoint {
      optimizer.resume(after: state.updates)
      for (index, name) in optimizer.momentNames.enumerated() {
        try checkpoint.read(name, into: optimizer.moment(index), model.layout)
      }
    }
    average = options.averagingRate.map { MovingAverage(startingFrom: weights, rate: $0) }
    if let average, let checkpoint {
      try checkpoint.read(.average, into: average.weights, model.layout)
    }
    learner = try Learner(model, weights: weights, precision: options.precision, on: pool)
  }

  /// - Parameter isInterrupted: is asked after every update.
  package func run(isInterrupted: () -> Bool = { false }) throws -> TrainingEnd {
    if state.batches == 0 { try tryLongestBatch() }
    while !isOver {
      let (epoch, updates) = (batches.position.epoch, state.updates)
      try learnAndUpdate()
      let epochHasEnded = batches.position.epoch > epoch
      /// What has an interval is due by updates, of which one that was skipped is none, and what has
      /// none at the end of an epoch.
      func isDue(_ interval: Int?) -> Bool {
        guard let interval else { return epochHasEnded }
        return state.updates > updates && state.updates.isMultiple(of: interval)
      }
      state.position = batches.position
      if epochHasEnded { try report(.epochEnded(epoch: epoch, update: state.updates)) }
      // A longer training would pass by this end without a look: the state must not know of one.
      let isRegular = isDue(options.validationInterval)
      if isRegular || isOver {
        let validated = try validated(epoch: epoch)
        if isRegular { state = validated }
      }
      let interrupted = isInterrupted()
      if interrupted || isOver || isDue(options.savingInterval) { try save() }
      if interrupted && !isOver { return .interrupted }
    }
    return isStalled ? .stalled : .completed
  }

  private var isOver: Bool {
    isStalled || options.lastUpdate.map { state.updates >= $0 } ?? false
      || options.lastEpoch.map { batches.position.epoch > $0 } ?? false
  }

  private var isStalled: Bool { options.patience.map { state.plateau.stalled >= $0 } ?? false }

  /// The batch that takes the most memory comes first, so that none later is too large.
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
    try report(.updated(facts))
  }

  private func learningRate(epoch: Int) -> Double {
    options.schedule.learningRate(update: state.updates, epoch: epoch) * plateau.rateFactor
  }

  private var plateau: Plateau {
    Plateau(
      factor: options.plateauFactor, patience: options.plateauPatience,
      better: options.decidingMetric.better, resuming: state.plateau)
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

  /// The state after a look at what the model is worth now; the best one is saved.
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
    let isBest = plateau.observe(result.scores[options.decidingMetric]!)
    state.plateau = plateau.state
    state.scores += ValidationMetric.allCases.map {
      TrainingState.ScoreRecord(update: state.updates, metric: $0, score: result.scores[$0]!)
    }
    if isBest { try saveModel(&state) }
    try report(
      .validated(
        ValidationFacts(
          epoch: epoch, update: state.updates, scores: result.scores, isBest: isBest,
          stalled: state.plateau.stalled,
          samples: validation.samples(Self.sampleCount, of: result),
          distinct: Set(result.translations).count, count: validation.count)))
    return state
  }

  /// The weights that are to be run: the average, where there is one.
  private var evaluationWeights: FloatArray { average?.weights ?? learner.weights }

  // MARK: Saving

  private func saveModel(_ state: inout TrainingState) throws {
    (state.bestUpdate, bestUpdate) = (state.updates, state.updates)
    let weights = evaluationWeights.elements
    try TranslationModelFile.write(
      to: files.model, model: model, weights: weights.span, source: corpus.source,
      target: corpus.target, training: record(of: state).text)
    try report(.saved(path: files.model, update: state.updates))
  }

  /// How the model came to be, without a word of when or where: the same training, the same bytes.
  private func record(of state: TrainingState) -> JSON {
    [
      "program": .string(Signature.version), "seed": .integer(Int(options.seed)),
      "updates": .integer(state.updates),
      "scores": .object(
        state.scores.suffix(ValidationMetric.allCases.count).map {
          JSON.Member($0.metric.rawValue, .number($0.score))
        }),
      "files": files.digests,
    ]
  }

  private func save() throws {
    try Checkpoint.write(
      to: files.checkpoint, self, settings: files.settings, source: corpus.source,
      target: corpus.target)
    try report(.saved(path: files.checkpoint, update: state.updates))
  }
}

extension Learner {
  /// The tensor whose gradient is the first that is not finite.
  var firstTensorNotFinite: String? {
    model.layout.tensors.first { tensor in
      !Reductions.sum(gradients.array.start + tensor.offset, count: tensor.count).isFinite
    }?.name
  }
}

extension SentencePairs {
  init(_ batch: PairBatch) { self.init(sources: batch.source, targets: batch.target) }
}

extension UpdateFacts {
  init(epoch: Int, update: Int) {
    self.init(
      epoch: epoch, update: update, sentences: 0, sourceWords: 0, targetWords: 0, loss: 0,
      plainLoss: 0, gradientNorm: 0, learningRate: 0)
  }
}
