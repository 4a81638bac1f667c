import CommandLineInterface
import Corpora
import Kernels
import Messages
import TextProcessing
import Training

/// Prints on standard error what happens in a training.
final class TrainingDisplay {
  private let isQuiet: Bool
  private var progress: ProgressBar?
  private var wordsPerEpoch = 0
  private var isResumed = false
  private var isValidated = false
  private var hasShownSources = false
  private var hasExplainedTie = false

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
    case .metricReplaced(let metric, let other): say(replacementText(metric, other))
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

  /// The model that a training to its end has left.
  func show(_ outcome: TrainingOutcome, model: String) {
    if outcome.end == .stalled {
      say("early stopping after update \(outcome.update): validation has stopped improving")
    }
    guard outcome.bestUpdate > 0 else {
      return say("no model was saved: no validation had a finite score")
    }
    say("\(isValidated ? "best" : "last") model (update \(outcome.bestUpdate)): \(model)")
    say("translate with: translate run \(model) \"A sentence.\"")
  }

  // MARK: Preparation

  private func stageText(_ stage: CorpusPreparation.Stage) -> String {
    switch stage {
    case .indexing: "reading the corpus"
    case .checking: "checking the corpus"
    case .countingWords: "counting words"
    case .learningMerges: "learning BPE merges"
    case .countingTokens: "tokenizing the corpus"
    }
  }

  private func show(_ prepared: PreparedCorpus, _ validation: Sides<VocabularyCoverage.Tally>?) {
    for file in prepared.inflated {
      say(
        "\(shown(file.path)) is decompressed to \(counted(file.size, "byte")) in \(file.folder) "
          + "for the time of the training")
    }
    for line in noteLines(prepared.report) { say(line) }
    for overlap in prepared.report.overlaps where overlap.count > 0 {
      for line in overlapText(overlap) { say(line) }
    }
    if prepared.drops.total > 0 {
      say("\(counted(prepared.drops.total, "pair")) left out, listed in drops.tsv")
    }
    for side in CorpusSide.allCases { show(side, of: prepared, validation?[side]) }
  }

  /// A vocabulary often covers all of the training text, and with pieces always: that is not mentioned.
  private func show(
    _ side: CorpusSide, of prepared: PreparedCorpus, _ validation: VocabularyCoverage.Tally?
  ) {
    let (encoding, training) =
      side == .source
      ? (prepared.corpus.source, prepared.sourceCoverage.tokens)
      : (prepared.corpus.target, prepared.targetCoverage.tokens)
    let shares = [
      training.unknown > 0 ? share(training).map { "\($0) of the training text" } : nil,
      validation.flatMap(share).map { "\($0) of the validation text" },
    ].compactMap { $0 }
    let coverage = shares.isEmpty ? "" : ", covering \(shares.joined(separator: " and "))"
    say("\(side) vocabulary: \(counted(encoding.vocabulary.count, "token"))\(coverage)")
  }

  /// Nil of nothing. Rounded down: what is not all does not read `100.00%`.
  private func share(_ tally: VocabularyCoverage.Tally) -> String? {
    guard let rate = tally.rate else { return nil }
    return tally.unknown == 0 ? "all" : "\(fixed((1e4 * rate).rounded(.down) / 100, 2))%"
  }

  // MARK: Training

  private func show(_ start: StartFacts) {
    (wordsPerEpoch, isResumed) = (start.targetWords, start.isResumed)
    isValidated = start.isValidated
    say("\(counted(start.pairs, "pair")), \(counted(start.parameters, "parameter"))")
    if isResumed { say("resuming after update \(start.update)") }
    if start.isEndless {
      say(
        "no validation set, --after-epochs or --after-batches: training goes on until you stop it "
          + "(Ctrl-C saves the work)")
    }
  }

  private func replacementText(_ metric: ValidationMetric, _ other: ValidationMetric) -> String {
    let reason =
      metric == .bleu ? "no reference has four words" : "\(metric.name) is 0 for the references"
    return "\(metric.name) cannot compare models, since \(reason): "
      + "the best model is selected by \(other.name)"
  }

  private func show(_ update: UpdateFacts, _ epoch: EpochFacts) {
    if epoch.updates == 1 {
      progress = ProgressBar(
        "epoch \(update.epoch)", total: epoch.joinedAfter == nil ? wordsPerEpoch : nil,
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

  // MARK: Validation

  private func show(_ validation: ValidationFacts) {
    func score(_ metric: ValidationMetric) -> Double { validation.scores[metric] ?? 0 }
    let scores = [
      "cross-entropy \(fixed(score(.crossEntropy), 3))",
      "perplexity \(perplexityText(score(.perplexity)))", "BLEU \(fixed(score(.bleu), 2))",
      "chrF \(fixed(score(.chrf), 2))",
      validation.isBest
        ? "the best so far" : "\(counted(validation.stalled, "validation")) since the best",
    ]
    showSources(validation.samples)
    say("  validation: \(scores.joined(separator: ", "))")
    if validation.isTied { explainTie(validation.metric) }
    for (number, sample) in validation.samples.enumerated() {
      say("    \(number + 1). \(sample.translation)")
    }
    if validation.isMonotonous {
      say(
        "  only \(counted(validation.distinct, "distinct translation")) of "
          + "\(counted(validation.count, "sentence")) (references: "
          + "\(validation.distinctReferences)): the model hardly looks at the source")
    }
  }

  /// The sentences whose translations each validation shows, once.
  private func showSources(_ samples: [ValidationFacts.Sample]) {
    if hasShownSources { return }
    hasShownSources = true
    say("  sentences to watch, each with its reference (=):")
    for (number, sample) in samples.enumerated() {
      say("    \(number + 1). \(sample.source)")
      say("     = \(sample.reference)")
    }
  }

  private func explainTie(_ metric: ValidationMetric) {
    if hasExplainedTie { return }
    hasExplainedTie = true
    say("  \(metric.name) equals that of the best model: the lower cross-entropy decides")
  }
}

extension ValidationMetric {
  fileprivate var name: String {
    switch self {
    case .crossEntropy, .perplexity: rawValue
    case .bleu: "BLEU"
    case .chrf: "chrF"
    }
  }
}

/// With two digits after the point, or as `1.2e+08` from a million on, where digits mean nothing.
func perplexityText(_ perplexity: Double) -> String {
  guard perplexity.isFinite, perplexity >= 1e6 else { return fixed(perplexity, 2) }
  var (mantissa, exponent) = (perplexity, 0)
  while (mantissa * 10).rounded() >= 100 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
  return "\(fixed(mantissa, 1))e+\(exponent < 10 ? "0" : "")\(exponent)"
}
