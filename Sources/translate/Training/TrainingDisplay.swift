import CommandLineInterface
import Files
import Training

/// Tells of a training: in words on standard error, and as JSON in DIR/log.jsonl.
final class TrainingDisplay {
  private let isQuiet: Bool
  private let interval: Int  // updates between those in the log
  private let log: TrainingLog
  private let start = uptime()
  private var progress: ProgressBar?
  private var epoch = EpochFigures()
  private var lastEvent = uptime()
  private var wordsAnEpoch = 0
  private var hasShownSources = false
  private let isResumed: Bool
  /// After which this run came into an epoch that another had begun; nil in the epochs after it.
  private var joinedAfter: Int?

  init(folder: String, isQuiet: Bool, interval: Int, resuming state: TrainingState?) throws {
    self.isQuiet = isQuiet
    self.interval = interval
    isResumed = state != nil
    if let state, state.position != BatchPosition(epoch: state.position.epoch) {
      joinedAfter = state.updates
    }
    log = try TrainingLog(path: "\(folder)/log.jsonl", appends: isResumed)
  }

  private func say(_ text: String) {
    progress?.erase()
    if !isQuiet { note(text) }
  }

  // MARK: Before

  func show(_ trainer: Trainer, _ corpus: TrainingCorpus, isValidated: Bool) {
    wordsAnEpoch = corpus.lengths.targetWords
    let parameters = trainer.model.layout.parameterCount
    say("\(corpus.pairs.count) pairs, \(parameters) weights")
    if isResumed { say("going on after update \(trainer.state.updates)") }
    if !isValidated, trainer.options.lastEpoch == nil, trainer.options.lastUpdate == nil {
      say("without validation, --after-epochs and --after-batches it goes on until you stop it")
    }
    log.write(
      "started",
      [
        "pairs": .integer(corpus.pairs.count), "parameters": .integer(parameters),
        "update": .integer(trainer.state.updates),
      ])
    lastEvent = uptime()
  }

  // MARK: Events

  func tell(_ event: TrainingEvent) throws {
    defer { lastEvent = uptime() }
    switch event {
    case .triedLongestBatch(let sentences, let sourceWords, let targetWords):
      log.write(
        "longest-batch",
        [
          "sentences": .integer(sentences), "source_words": .integer(sourceWords),
          "target_words": .integer(targetWords),
        ])
    case .updated(let facts): update(facts)
    case .skippedUpdate(let number, let tensor, let lines):
      say(
        "epoch \(number): an update is skipped, since the gradient of \(tensor) is not finite; "
          + "the batch begins with line \(lines.first ?? 0)")
      log.write(
        "skipped",
        [
          "epoch": .integer(number), "tensor": .string(tensor),
          "lines": .array(lines.map { .integer($0) }),
        ])
    case .validated(let facts): validation(facts)
    case .epochEnded(let number, let update): end(ofEpoch: number, update)
    case .saved(let path, let update):
      log.write("saved", ["path": .string(path), "update": .integer(update)])
    }
    try log.check()
  }

  private func update(_ facts: UpdateFacts) {
    if epoch.updates == 0 {
      progress = ProgressBar(
        "epoch \(facts.epoch)", total: joinedAfter == nil ? wordsAnEpoch : nil,
        unit: .things("words"), isQuiet: isQuiet)
    }
    epoch.add(facts, taking: uptime() - lastEvent)
    progress?.title = "epoch \(facts.epoch), cross-entropy \(fixed(epoch.crossEntropy, 2))"
    progress?.advance(by: facts.targetWords)
    if facts.update.isMultiple(of: interval) {
      log.write(
        "update",
        [
          "epoch": .integer(facts.epoch), "update": .integer(facts.update),
          "loss": .number(facts.loss / Double(facts.targetWords)),
          "cross_entropy": .number(facts.plainLoss / Double(facts.targetWords)),
          "gradient_norm": .number(facts.gradientNorm),
          "learning_rate": .number(facts.learningRate), "seconds": .number(seconds),
        ])
    }
  }

  private func end(ofEpoch number: Int, _ update: Int) {
    progress = nil
    let part = joinedAfter.map { " since update \($0)" } ?? ""
    let begin = isResumed ? " since the resume" : ""
    say(
      "epoch \(number), update \(update): cross-entropy \(fixed(epoch.crossEntropy, 3))\(part), "
        + "\(epoch.wordsPerSecond) words/s, \(Int(seconds)) s\(begin)")
    log.write(
      "epoch",
      [
        "epoch": .integer(number), "update": .integer(update), "loss": .number(epoch.loss),
        "cross_entropy": .number(epoch.crossEntropy),
        "words_per_second": .integer(epoch.wordsPerSecond), "seconds": .number(seconds),
      ])
    epoch = EpochFigures()
    joinedAfter = nil
  }

  private func validation(_ facts: ValidationFacts) {
    func score(_ metric: ValidationMetric) -> Double { facts.scores[metric] ?? 0 }
    let scores = [
      "cross-entropy \(fixed(score(.crossEntropy), 3))",
      "perplexity \(fixed(score(.perplexity), 2))", "BLEU \(fixed(score(.bleu), 2))",
      "chrF \(fixed(score(.chrf), 2))",
      facts.isBest ? "the best so far" : "\(facts.stalled) since the best",
    ]
    showSources(facts.samples)
    say("  validation: \(scores.joined(separator: ", "))")
    for (number, sample) in facts.samples.enumerated() {
      say("    \(number + 1). \(sample.translation)")
    }
    if facts.distinct * 10 < facts.count {
      say(
        "  only \(facts.distinct) of \(facts.count) translations differ: the model says the same "
          + "whatever it reads")
    }
    log.write(
      "validation",
      [
        "epoch": .integer(facts.epoch), "update": .integer(facts.update),
        "scores": .object(
          ValidationMetric.allCases.map { JSON.Member($0.rawValue, .number(score($0))) }),
        "best": .boolean(facts.isBest), "distinct": .integer(facts.distinct),
        "seconds": .number(seconds),
      ])
  }

  /// The sentences whose translations each validation shows, once.
  private func showSources(_ samples: [ValidationFacts.Sample]) {
    if hasShownSources { return }
    hasShownSources = true
    say("  sentences to watch, each with its reference (=):")
    for (number, sample) in samples.enumerated() {
      say("    \(number + 1). \(sample.source)\n     = \(sample.reference)")
    }
  }

  func tell(of end: TrainingEnd, _ trainer: Trainer, _ files: TrainingFiles) {
    progress = nil
    log.write(
      "ended", ["how": .string(end.rawValue), "update": .integer(trainer.state.updates)])
    if end == .interrupted { return }
    say("the best model is that of update \(trainer.bestUpdate): \(files.model)")
    say("translate with: translate run \(files.model) \"A sentence.\"")
  }

  private var seconds: Double { (uptime() - start) / .seconds(1) }
}
