import CommandLineInterface
import TextProcessing
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

  init(folder: String, isQuiet: Bool, interval: Int, appends: Bool) throws {
    self.isQuiet = isQuiet
    self.interval = interval
    log = try TrainingLog(path: "\(folder)/log.jsonl", appends: appends)
  }

  private func say(_ text: String) {
    progress?.erase()
    if !isQuiet { note(text) }
  }

  // MARK: Before

  func show(_ stage: CorpusPreparation.Stage) {
    switch stage {
    case .indexing: say("reading the corpus")
    case .checking: say("checking it")
    case .countingWords: say("counting words")
    case .learningMerges: say("learning to split them")
    case .countingTokens: say("splitting the corpus")
    }
  }

  func show(_ prepared: PreparedCorpus) {
    let corpus = prepared.corpus
    for file in prepared.inflated {
      say("\(shown(file.path)) is inflated to \(file.size) bytes in \(file.folder) for a while")
    }
    let notes = notesText(prepared.report)
    if !notes.isEmpty { say("the corpus is worth a look:\n\(notes)") }
    if prepared.drops.total > 0 {
      say("\(prepared.drops.total) pairs are left out: see drops.tsv")
    }
    for (side, coverage, vocabulary) in [
      ("source", prepared.sourceCoverage, corpus.source.vocabulary),
      ("target", prepared.targetCoverage, corpus.target.vocabulary),
    ] {
      let known = fixed(100 * (coverage.tokens.rate ?? 0), 2)
      say("the \(side) vocabulary has \(vocabulary.count) tokens, which are \(known) % of its text")
    }
  }

  func show(_ trainer: Trainer, _ corpus: TrainingCorpus) {
    wordsAnEpoch = corpus.lengths.targetWords
    let parameters = trainer.model.layout.parameterCount
    say("\(corpus.pairs.count) pairs, \(parameters) weights")
    if trainer.state.updates > 0 { say("going on after update \(trainer.state.updates)") }
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
        "epoch \(facts.epoch)", total: wordsAnEpoch, unit: .things("words"), isQuiet: isQuiet)
    }
    epoch.add(facts, taking: uptime() - lastEvent)
    progress?.title = "epoch \(facts.epoch), loss \(fixed(epoch.meanLoss, 2))"
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
    let speed = Int(Double(epoch.words) / max(epoch.time / .seconds(1), 1e-9))
    say(
      "epoch \(number), update \(update): loss \(fixed(epoch.meanLoss, 3)), \(speed) words/s, "
        + "\(Int(seconds)) s")
    log.write(
      "epoch",
      [
        "epoch": .integer(number), "update": .integer(update),
        "loss": .number(epoch.meanLoss), "words_per_second": .integer(speed),
        "seconds": .number(seconds),
      ])
    epoch = EpochFigures()
  }

  private func validation(_ facts: ValidationFacts) {
    func score(_ metric: ValidationMetric) -> Double { facts.scores[metric] ?? 0 }
    let scores = [
      "cross-entropy \(fixed(score(.crossEntropy), 3))",
      "perplexity \(fixed(score(.perplexity), 2))", "BLEU \(fixed(score(.bleu), 2))",
      "chrF \(fixed(score(.chrf), 2))",
      facts.isBest ? "the best so far" : "\(facts.stalled) since the best",
    ]
    say("  validation: \(scores.joined(separator: ", "))")
    for sample in facts.samples {
      say("  \(sample.source)\n    → \(sample.translation)\n    = \(sample.reference)")
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

/// What an epoch has come to.
private struct EpochFigures {
  private(set) var updates = 0
  private(set) var words = 0
  /// That of the updates alone, without validations and checkpoints.
  private(set) var time = Duration.zero
  private var loss = 0.0

  var meanLoss: Double { loss / Double(max(words, 1)) }

  mutating func add(_ facts: UpdateFacts, taking time: Duration) {
    updates += 1
    words += facts.targetWords
    self.time += time
    loss += facts.loss
  }
}
