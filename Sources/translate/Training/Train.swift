import CommandLineInterface
import Configuration
import Glibc
import Kernels
import Messages
import TextProcessing
import Threading
import Training

/// `translate train`: from text files to a model that translates.
enum Train {
  static let output = Option.path(
    "output", "DIR", "where the model, the checkpoint and the log go; made if need be")
  static let resume = Option.flag(
    "resume", "go on from the checkpoint in DIR, with the options that it was begun with")

  static let command = Command(
    "train", summary: "train a model on a parallel corpus",
    discussion: """
      Learns to translate from sentences and their translations, by teacher forcing. The text may be \
      raw: it is split into tokens and pieces of words, and translations are raw text again.

      In DIR stand afterwards model.safetensors (the best model by validation, all that \
      `translate run` needs), checkpoint.safetensors (everything, to go on from), log.jsonl (what \
      happened), config.yaml (the options) and drops.tsv (each pair that was left out, and why).

      An interruption is met at the next update, and the work is saved; --resume goes on from there, \
      and ends with the same bytes as if nothing had happened. Seed, files and options decide the \
      result, the number of threads does not.
      """,
    options: [output, resume, TextOptions.threads, TextOptions.invalidUTF8, TextOptions.quiet],
    sections: [
      CorpusFlags.section, CorpusFlags.textSection, ModelFlags.section, LearningFlags.section,
    ],
    examples: [
      Example(
        "translate train --train-source train.en --train-target train.fr --valid-source valid.en "
          + "--valid-target valid.fr --output model"),
      Example("translate train --config model/config.yaml --resume", "go on with it"),
    ],
    settings: .yaml, run: run)

  static func run(_ arguments: Arguments) throws {
    try ModelFlags.check(arguments)
    try IdleOptions.refuse(arguments)
    guard let folder = arguments[output] else {
      throw Diagnostic(
        .usage, "`--output DIR` is missing", advice: "Name the folder that the model goes to.")
    }
    let digests = try digests(arguments)
    let settings = SettingsRecord(arguments, digests: digests)
    let checkpoint = try checkpoint(arguments, in: folder, settings)
    try withFolder(folder) {
      let prepared = try prepare(arguments, resuming: checkpoint, in: folder)
      let validation = try ValidationText(arguments)
      try PreparationDisplay(isQuiet: arguments[TextOptions.quiet])
        .show(prepared, validation: validation)
      try writeSettings(arguments, in: folder)
      try train(arguments, prepared.corpus, validation, checkpoint, in: folder, settings, digests)
    }
  }

  // MARK: Before

  /// Nil where a training begins.
  private static func checkpoint(
    _ arguments: Arguments, in folder: String, _ settings: SettingsRecord
  ) throws -> Checkpoint? {
    let path = "\(folder)/checkpoint.safetensors"
    let exists = access(path, F_OK) == 0
    guard arguments[resume] else {
      if exists {
        throw Diagnostic(
          .usage, "in \(quoted(folder)) there is a training already",
          advice: "Go on with it by --resume, or name another folder.")
      }
      return nil
    }
    let checkpoint = try Checkpoint(path: path)
    try settings.requireSame(as: checkpoint.settings, of: path)
    try settings.requireSameFiles(as: checkpoint.settings, of: path)
    return checkpoint
  }

  /// Makes a folder, and those above it, where there is none. What is still empty when `body` fails
  /// goes again.
  private static func withFolder(_ path: String, _ body: () throws -> Void) throws {
    let ends = path.indices.filter { path[$0] == "/" && $0 > path.startIndex } + [path.endIndex]
    let places = ends.map { String(path[..<$0]) }
    func make(_ places: ArraySlice<String>) throws {
      guard let place = places.first else { return try body() }
      try withOutputDirectory(place) { try make(places.dropFirst()) }
    }
    try make(places[...])
  }

  private static func prepare(
    _ arguments: Arguments, resuming checkpoint: Checkpoint?, in folder: String
  ) throws -> PreparedCorpus {
    let preparation = try CorpusFlags.preparation(arguments)
    let display = PreparationDisplay(isQuiet: arguments[TextOptions.quiet])
    var ledger = try DropLedger(path: "\(folder)/drops.tsv")
    var hasDrops = false
    let onDrop: (PairDrop) throws -> Void = { drop in
      hasDrops = true
      try ledger.add(drop.line(of: preparation.files))
    }
    do {
      let prepared =
        if let checkpoint {
          try preparation.prepare(
            source: checkpoint.source, target: checkpoint.target, onStage: display.show,
            onDrop: onDrop)
        } else {
          try preparation.prepare(onStage: display.show, onDrop: onDrop)
        }
      try ledger.commit()
      return prepared
    } catch let error as CorpusPreparationError {
      if hasDrops { try ledger.commit() }  // it names the lines that the error only counts
      throw error
    }
  }

  /// Without `resume`: who repeats a training from the file begins one.
  private static func writeSettings(_ arguments: Arguments, in folder: String) throws {
    let settings = arguments.settings.filter { "--\($0.name)" != resume.name }
    let file = try OutputFile(path: "\(folder)/config.yaml")
    try file.write(SettingsFormat.yaml.write(settings))
    try file.commit()
  }

  // MARK: Training

  private static func train(
    _ arguments: Arguments, _ corpus: TrainingCorpus, _ validation: ValidationText?,
    _ checkpoint: Checkpoint?, in folder: String, _ settings: SettingsRecord, _ digests: JSON
  ) throws {
    let files = TrainingFiles(folder: folder, settings: settings.json, digests: digests)
    let model = try ModelFlags.options(
      arguments, sourceVocabulary: corpus.source.vocabulary.count,
      targetVocabulary: corpus.target.vocabulary.count, longest: corpus.lengths.longestTarget)
    var options = LearningFlags.options(arguments)
    options.batches.bytePairDropout = arguments[CorpusFlags.mergeDropout]
    let pool = WorkerPool(
      threads: TextOptions.threadCount(arguments), prepare: keepProductsToThisThread)
    let display = try TrainingDisplay(
      folder: folder, isQuiet: arguments[TextOptions.quiet],
      interval: arguments[LearningFlags.display], resuming: checkpoint?.state)
    let trainer = try Trainer(
      model, options, corpus: corpus,
      validation: try validation?.set(
        for: corpus, isTokenized: arguments[TokenizerFlags.kind] == .space),
      files: files, resuming: checkpoint, on: pool, report: display.tell)
    display.show(trainer, corpus, isValidated: validation != nil)
    Interruption.watch()
    let end = try trainer.run { Interruption.received != nil }
    display.tell(of: end, trainer, files)
    if end == .interrupted, let signal = Interruption.received {
      throw Diagnostic(
        signal == SIGINT ? .interrupted : .terminated,
        "stopped after update \(trainer.state.updates), and saved in \(quoted(files.checkpoint))",
        advice: "Go on with: translate train --config \(folder)/config.yaml --resume")
    }
  }

  /// By which a model's file tells what it was trained on.
  private static func digests(_ arguments: Arguments) throws -> JSON {
    let paths = [
      CorpusFlags.source, CorpusFlags.target, CorpusFlags.table, CorpusFlags.validSource,
      CorpusFlags.validTarget,
    ].compactMap { option in arguments[option].map { (option.name, $0) } }
    return .object(
      try paths.map { name, path in
        JSON.Member(String(name.dropFirst(2)), .string(try SHA256.digest(ofFile: path)))
      })
  }
}
