import Corpora
import Files
import Glibc
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// A training from text files to a folder with a model, a checkpoint, a log and the options.
package struct TrainingRun {
  package var folder: TrainingFolder
  /// The text to learn from, and how it is tokenized.
  package var corpus: CorpusPreparation
  /// Sentences by which the best model is selected; nil keeps the last one.
  package var validation: CorpusFiles?
  /// What the model is made of, given the vocabularies and the lengths of the corpus.
  package var model: (TrainingCorpus) throws -> TranslationOptions
  package var options: TrainingOptions
  /// What the checkpoint records.
  package var settings: [TrainingSettings.Setting]
  /// Those that may differ when the training is resumed: the length, which changes no update, and
  /// names of files, whose digests are compared.
  package var changeable: Set<String> = []
  /// The text of config.yaml, from which the training can be repeated; nil leaves the file as it is.
  package var configuration: String?
  package var isResumed = false
  /// Whether it may replace the results of an earlier training.
  package var overwrites = false
  /// The log has every update whose number is a multiple of this.
  package var logInterval = 50

  package init(
    folder: TrainingFolder, corpus: CorpusPreparation, validation: CorpusFiles?,
    model: @escaping (TrainingCorpus) throws -> TranslationOptions, options: TrainingOptions,
    settings: [TrainingSettings.Setting], configuration: String
  ) {
    self.folder = folder
    self.corpus = corpus
    self.validation = validation
    self.model = model
    self.options = options
    self.settings = settings
    self.configuration = configuration
  }

  /// Prepares the corpus and trains until the end or an interruption.
  ///
  /// - Parameters:
  ///   - report: is called with what happens, as it happens, before it is logged.
  ///   - isInterrupted: is asked after every update.
  package func run(
    report: @escaping (TrainingEvent) throws -> Void, isInterrupted: () -> Bool = { false }
  ) throws -> TrainingOutcome {
    try folder.reserved {
      try folder.requireApart(from: corpus.files.paths + (validation?.paths ?? []))
      if !isResumed { try folder.requireVacant(overwrites: overwrites) }
      let settings = try TrainingSettings(settings, corpus: corpus.files, validation: validation)
      let checkpoint = isResumed ? try checkpoint(for: settings) : nil
      let prepared = try prepare(resuming: checkpoint, report)
      let text = try validation.map { try ValidationText($0) }
      let coverage = try text?.coverage(prepared.corpus.source, prepared.corpus.target)
      let preparation = TrainingEvent.prepared(prepared, validation: coverage)
      try report(preparation)
      return try train(
        on: prepared.corpus, text, after: preparation, checkpoint, settings, report, isInterrupted)
    }
  }

  /// The checkpoint to resume from. Throws where the result would not be that of one training.
  private func checkpoint(for settings: TrainingSettings) throws -> Checkpoint {
    let checkpoint = try folder.savedCheckpoint()
    try settings.requireSame(
      as: checkpoint.settings, except: changeable, path: folder.checkpoint)
    return checkpoint
  }

  private func prepare(
    resuming checkpoint: Checkpoint?, _ report: (TrainingEvent) throws -> Void
  ) throws -> PreparedCorpus {
    var preparation = corpus
    if let validation {
      try ValidationText.requireLines(of: validation)
      preparation.otherParts = [CorpusPart(name: "valid", files: validation)]
    }
    var ledger = try DropLedger(path: folder.drops)
    var hasDrops = false
    let onStage: (CorpusPreparation.Stage) throws -> Void = { try report(.preparing($0)) }
    let onDrop: (PairDrop) throws -> Void = { drop in
      hasDrops = true
      try ledger.add(drop.line(of: preparation.files))
    }
    do {
      let prepared =
        if let checkpoint {
          try preparation.prepare(
            source: checkpoint.source, target: checkpoint.target, onStage: onStage, onDrop: onDrop)
        } else {
          try preparation.prepare(onStage: onStage, onDrop: onDrop)
        }
      try ledger.commit()
      return prepared
    } catch let error as CorpusPreparationError {
      if hasDrops { try ledger.commit() }  // it lists the pairs that the error only counts
      throw error
    }
  }

  private func train(
    on corpus: TrainingCorpus, _ text: ValidationText?, after preparation: TrainingEvent,
    _ checkpoint: Checkpoint?, _ settings: TrainingSettings,
    _ report: @escaping (TrainingEvent) throws -> Void,
    _ isInterrupted: () -> Bool
  ) throws -> TrainingOutcome {
    let model = try model(corpus)
    var options = options
    let precision = options.precision.available
    options.precision = precision.used
    if precision.isReplaced { try report(.precisionReplaced(precision)) }
    let pool = WorkerPool(
      threads: self.corpus.threads, prepare: MatrixMultiplication.useOnlyThisThread)
    var log: TrainingLog?
    // Text that is tokenized already is scored as it is.
    let isTokenized = self.corpus.targetTokenizer.kind == .space
    let trainer = try Trainer(
      model, options, corpus: corpus,
      validation: try text.map {
        try ValidationSet(
          $0, source: corpus.source, target: corpus.target,
          tokenizer: isTokenized ? .none : .mteval13a)
      },
      folder: folder, settings: settings, resuming: checkpoint, on: pool
    ) { event in
      try report(event)
      try log?.write(event)
    }
    // Nothing is refused from here on: what an earlier training left may go.
    if !isResumed { try folder.removeResults() }
    try writeConfiguration()
    log = try TrainingLog(path: folder.log, appends: isResumed, interval: logInterval)
    try log?.write(preparation)
    return try trainer.run(isInterrupted: isInterrupted)
  }

  /// A file that someone else wrote or commented stays as it is.
  private func writeConfiguration() throws {
    guard let configuration else { return }
    if isResumed, !folder.hasOwnConfiguration, access(folder.configuration, F_OK) == 0 { return }
    let file = try OutputFile(path: folder.configuration)
    try file.write(configuration)
    try file.commit()
  }
}
