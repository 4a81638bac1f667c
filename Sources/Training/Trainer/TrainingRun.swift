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
  /// What is learned from, and how its text is split.
  package var corpus: CorpusPreparation
  /// Sentences that models are compared by; nil keeps the last model.
  package var validation: CorpusFiles?
  /// What the model is made of, given the vocabularies and the lengths of the corpus.
  package var model: (TrainingCorpus) throws -> TranslationOptions
  package var options: TrainingOptions
  /// Those that a resumed training has to share.
  package var settings: [TrainingSettings.Setting]
  /// The text of config.yaml, from which the training can be repeated.
  package var configuration: String
  package var isResumed = false
  /// Updates between two in the log.
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
  ///   - report: is told what happens, as it happens, before the log is.
  ///   - isInterrupted: is asked after every update.
  package func run(
    report: @escaping (TrainingEvent) throws -> Void, isInterrupted: () -> Bool = { false }
  ) throws -> TrainingOutcome {
    let settings = try TrainingSettings(settings, corpus: corpus.files, validation: validation)
    let checkpoint = try checkpoint(for: settings)
    return try folder.made {
      let prepared = try prepare(resuming: checkpoint, report)
      let text = try validation.map { try ValidationText($0) }
      let coverage = try text?.coverage(prepared.corpus.source, prepared.corpus.target)
      try write(configuration, to: folder.configuration)
      let log = try TrainingLog(
        path: folder.log, appends: checkpoint != nil, interval: logInterval)
      func reportAndLog(_ event: TrainingEvent) throws {
        try report(event)
        try log.write(event)
      }
      try reportAndLog(.prepared(prepared, validation: coverage))
      return try train(
        on: prepared.corpus, text, checkpoint, settings, reportAndLog, isInterrupted)
    }
  }

  /// Nil where a training begins.
  private func checkpoint(for settings: TrainingSettings) throws -> Checkpoint? {
    guard isResumed else {
      if access(folder.checkpoint, F_OK) == 0 {
        throw TrainingError.alreadyBegun(folder: folder.path)
      }
      return nil
    }
    let checkpoint = try Checkpoint(path: folder.checkpoint)
    try settings.requireSame(as: checkpoint.settings, path: folder.checkpoint)
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
      if hasDrops { try ledger.commit() }  // it names the lines that the error only counts
      throw error
    }
  }

  private func write(_ text: String, to path: String) throws {
    let file = try OutputFile(path: path)
    try file.write(text)
    try file.commit()
  }

  private func train(
    on corpus: TrainingCorpus, _ text: ValidationText?, _ checkpoint: Checkpoint?,
    _ settings: TrainingSettings, _ report: @escaping (TrainingEvent) throws -> Void,
    _ isInterrupted: () -> Bool
  ) throws -> TrainingOutcome {
    let model = try model(corpus)
    var options = options
    let precision = options.precision.available
    options.precision = precision.used
    if precision.isReplaced { try report(.precisionReplaced(precision)) }
    let pool = WorkerPool(
      threads: self.corpus.threads, prepare: MatrixMultiplication.useOnlyThisThread)
    // Text that was tokenized before is scored as it is.
    let isTokenized = self.corpus.targetTokenizer.kind == .space
    let trainer = try Trainer(
      model, options, corpus: corpus,
      validation: try text.map {
        try ValidationSet(
          $0, source: corpus.source, target: corpus.target,
          tokenizer: isTokenized ? .none : .mteval13a)
      },
      folder: folder, settings: settings, resuming: checkpoint, on: pool, report: report)
    return try trainer.run(isInterrupted: isInterrupted)
  }
}

/// Where a training writes.
package struct TrainingFolder: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The best model so far.
  package var model: String { "\(path)/model.safetensors" }
  /// Everything that is needed to resume.
  package var checkpoint: String { "\(path)/checkpoint.safetensors" }
  package var log: String { "\(path)/log.jsonl" }
  package var configuration: String { "\(path)/config.yaml" }
  /// The pairs that were left out.
  package var drops: String { "\(path)/drops.tsv" }

  /// Makes the folder, and those above it, where there is none. Those that are still empty when
  /// `body` fails are removed again.
  func made<Result>(_ body: () throws -> Result) throws -> Result {
    let ends = path.indices.filter { path[$0] == "/" && $0 > path.startIndex } + [path.endIndex]
    let places = ends.map { String(path[..<$0]) }
    func make(_ places: ArraySlice<String>) throws -> Result {
      guard let place = places.first else { return try body() }
      return try withOutputDirectory(place) { try make(places.dropFirst()) }
    }
    return try make(places[...])
  }
}
