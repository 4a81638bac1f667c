import CommandLineInterface
import Corpora
import Kernels
import Messages
import TextProcessing
import Training

/// Shows on standard error what happens in a training.
final class TrainingDisplay {
  private let isQuiet: Bool
  private var progress: ProgressBar?
  private var wordsAnEpoch = 0
  private var isResumed = false
  private var hasShownSources = false

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  private func say(_ text: String) {
    progress?.erase()
    if !isQuiet { note(text) }
  }

  func show(_ event: TrainingEvent) {
    switch event {
    case .preparing(let stage): say(stageText(stage))
    case .prepared(let prepared, let validation): show(prepared, validation)
    case .precisionReplaced(let precision): note(precisionText(precision))
    case .started(let start): show(start)
    case .updated(let update, let epoch): show(update, epoch)
    case .skippedUpdate(let epoch, let tensor, let lines):
      say(
        "epoch \(epoch): an update is skipped, since the gradient of \(tensor) is not finite; "
          + "the batch begins with line \(lines.first ?? 0)")
    case .validated(let validation): show(validation)
    case .epochEnded(let epoch): show(epoch)
    case .ended: progress = nil
    case .triedLongestBatch, .saved: break
    }
  }

  func show(_ outcome: TrainingOutcome, model: String) {
    say("the best model is that of update \(outcome.bestUpdate): \(model)")
    say("translate with: translate run \(model) \"A sentence.\"")
  }

  // MARK: Preparation

  private func stageText(_ stage: CorpusPreparation.Stage) -> String {
    switch stage {
    case .indexing: "reading the corpus"
    case .checking: "checking it"
    case .countingWords: "counting words"
    case .learningMerges: "learning to split them"
    case .countingTokens: "splitting the corpus"
    }
  }

  private func show(_ prepared: PreparedCorpus, _ validation: Sides<VocabularyCoverage.Tally>?) {
    for file in prepared.inflated {
      say("\(shown(file.path)) is inflated to \(file.size) bytes in \(file.folder) for a while")
    }
    let notes = noteLines(prepared.report).joined(separator: "\n")
    if !notes.isEmpty { say("the corpus is worth a look:\n\(notes)") }
    if prepared.drops.total > 0 {
      say("\(prepared.drops.total) pairs are left out: see drops.tsv")
    }
    for side in CorpusSide.allCases { show(side, of: prepared, validation?[side]) }
  }

  /// A vocabulary often knows all of its own text, and with pieces always: that is not mentioned.
  private func show(
    _ side: CorpusSide, of prepared: PreparedCorpus, _ validation: VocabularyCoverage.Tally?
  ) {
    let (encoding, own) =
      side == .source
      ? (prepared.corpus.source, prepared.sourceCoverage.tokens)
      : (prepared.corpus.target, prepared.targetCoverage.tokens)
    let shares = [
      own.unknown > 0 ? share(own).map { "\($0) of its text" } : nil,
      validation.flatMap(share).map { "\($0) of the validation text" },
    ].compactMap { $0 }
    let known = shares.isEmpty ? "" : ", which are \(shares.joined(separator: " and "))"
    say("the \(side) vocabulary has \(encoding.vocabulary.count) tokens\(known)")
  }

  /// Nil of nothing. Rounded down: what is not all does not read `100.00 %`.
  private func share(_ tally: VocabularyCoverage.Tally) -> String? {
    guard let rate = tally.rate else { return nil }
    return tally.unknown == 0 ? "all" : "\(fixed((1e4 * rate).rounded(.down) / 100, 2)) %"
  }

  // MARK: Training

  private func show(_ start: StartFacts) {
    (wordsAnEpoch, isResumed) = (start.targetWords, start.isResumed)
    say("\(start.pairs) pairs, \(start.parameters) weights")
    if isResumed { say("going on after update \(start.update)") }
    if start.isEndless {
      say("without validation, --after-epochs and --after-batches it goes on until you stop it")
    }
  }

  private func show(_ update: UpdateFacts, _ epoch: EpochFacts) {
    if epoch.updates == 1 {
      progress = ProgressBar(
        "epoch \(update.epoch)", total: epoch.joinedAfter == nil ? wordsAnEpoch : nil,
        unit: .things("words"), isQuiet: isQuiet)
    }
    progress?.title = "epoch \(update.epoch), cross-entropy \(fixed(epoch.crossEntropy, 2))"
    progress?.advance(by: update.targetWords)
  }

  private func show(_ epoch: EpochFacts) {
    progress = nil
    let part = epoch.joinedAfter.map { " since update \($0)" } ?? ""
    let begin = isResumed ? " since the resume" : ""
    say(
      "epoch \(epoch.epoch), update \(epoch.update): "
        + "cross-entropy \(fixed(epoch.crossEntropy, 3))\(part), "
        + "\(epoch.wordsPerSecond) words/s, \(Int(epoch.seconds)) s\(begin)")
  }

  private func show(_ validation: ValidationFacts) {
    func score(_ metric: ValidationMetric) -> Double { validation.scores[metric] ?? 0 }
    let scores = [
      "cross-entropy \(fixed(score(.crossEntropy), 3))",
      "perplexity \(fixed(score(.perplexity), 2))", "BLEU \(fixed(score(.bleu), 2))",
      "chrF \(fixed(score(.chrf), 2))",
      validation.isBest ? "the best so far" : "\(validation.stalled) since the best",
    ]
    showSources(validation.samples)
    say("  validation: \(scores.joined(separator: ", "))")
    for (number, sample) in validation.samples.enumerated() {
      say("    \(number + 1). \(sample.translation)")
    }
    if validation.distinct * 10 < validation.count {
      say(
        "  only \(validation.distinct) of \(validation.count) translations differ: "
          + "the model says the same whatever it reads")
    }
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
}
