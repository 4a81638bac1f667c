import CommandLineInterface
import Configuration
import Files
import Glibc
import Messages
import TextProcessing
import Training

/// `translate train`: from text files to a model that translates.
enum Train {
  static let output = Option.path(
    "output", "DIR", "directory for model, checkpoint and log; created if missing")
  static let resume = Option.flag(
    "resume", "resume training from the checkpoint in DIR, with its recorded options")
  static let overwrite = Option.flag(
    "overwrite", "start over, and replace the results of an earlier training in DIR")

  static let command = Command(
    "train", summary: "train a model on a parallel corpus",
    discussion: """
      Trains a sequence-to-sequence model with teacher forcing. Input may be raw text: it is \
      tokenized and split into subwords, and the model's translations are raw text again.

      DIR will contain model.safetensors (the best model by validation; all that `translate run` \
      needs), checkpoint.safetensors (the full training state, for --resume), log.jsonl (the \
      training log), config.yaml (the options, for --config) and drops.tsv (each dropped pair, with \
      the reason).

      Ctrl-C, a closed terminal or `kill` stops after the current update and saves a checkpoint; \
      --resume continues from it and gives exactly the same model as an uninterrupted run. The \
      result depends on seed, files and options, not on the number of threads.

      --resume uses the options that the checkpoint records. --after-epochs or --after-batches on \
      the command line replace the recorded length; --early-stopping, --save-freq and --disp-freq \
      may change, too, and files may have other names. Options that would change the result are \
      refused.
      """,
    options: [
      output, resume, overwrite, TextOptions.threads, TextOptions.invalidUTF8, TextOptions.quiet,
    ],
    sections: [
      CorpusFlags.section, CorpusFlags.textSection, ModelFlags.section, LearningFlags.section,
    ],
    examples: [
      Example(
        "translate train --train-source train.en --train-target train.fr --valid-source valid.en "
          + "--valid-target valid.fr --output model"),
      Example("translate train --output model --resume", "resume it"),
      Example(
        "translate train --config model/config.yaml --seed 2 --output model2",
        "repeat it with another seed"),
    ],
    files: [
      NamedFile(
        "DIR/model.safetensors", "the best model by validation, all that `translate run` needs"),
      NamedFile("DIR/checkpoint.safetensors", "the state of the training, for --resume"),
      NamedFile("DIR/log.jsonl", "the log, a JSON object for each event"),
      NamedFile("DIR/config.yaml", "the options, for --config"),
      NamedFile("DIR/drops.tsv", "the pairs that were left out: file, line and reason"),
    ],
    settings: .yaml, run: run)

  static func run(_ given: Arguments) throws {
    guard let path = given[output] else {
      throw Diagnostic(
        .usage, "`--output DIR` is missing", advice: "Name the directory that the model goes to.")
    }
    let folder = TrainingFolder(path: path)
    let arguments = given[resume] ? try resumed(given, in: folder) : given
    try check(arguments)
    try folder.requireApart(from: inputs(arguments))
    let training = try training(arguments, in: folder)
    let display = TrainingDisplay(isQuiet: arguments[TextOptions.quiet])
    var firstUpdate = 0
    let outcome = try training.run(
      report: { event in
        display.show(event)
        if case .started(let start) = event {
          firstUpdate = start.update
          Interruption.watch()
        }
      }, isInterrupted: { Interruption.received != nil })
    if let signal = Interruption.received, outcome.end == .interrupted {
      throw Diagnostic(
        Diagnostic.Status(rawValue: 128 + signal) ?? .terminated,
        "stopped after update \(outcome.update); checkpoint saved to \(quoted(folder.checkpoint))",
        advice: "Resume with: translate train --output \(path) --resume")
    }
    if training.isResumed, outcome.update == firstUpdate, !arguments[TextOptions.quiet] {
      note(
        "there was nothing left to train: to go on after update \(firstUpdate), give a larger "
          + (outcome.end == .stalled
            ? LearningFlags.patience.name
            : "\(LearningFlags.epochs.name) or \(LearningFlags.updates.name)"))
    }
    display.show(outcome, model: folder.model)
  }

  /// The files that it reads. A resumed training leaves the file of its options as it is.
  private static func inputs(_ arguments: Arguments) -> [String] {
    let file = arguments[resume] ? arguments[SettingsFormat.yaml.file] : nil
    return arguments.inputs.filter { $0 != file }
  }

  private static func training(
    _ arguments: Arguments, in folder: TrainingFolder
  ) throws -> TrainingRun {
    var training = TrainingRun(
      folder: folder, corpus: try CorpusFlags.preparation(arguments),
      validation: try CorpusFlags.validationFiles(arguments),
      model: { try ModelFlags.options(arguments, for: $0) },
      options: LearningFlags.options(arguments), settings: recordedSettings(arguments),
      configuration: SettingsFormat.yaml.write(keptSettings(arguments)))
    training.changeable = Set(changeable.map { String($0.name.dropFirst(2)) })
    training.isResumed = arguments[resume]
    training.overwrites = arguments[overwrite]
    training.logInterval = arguments[LearningFlags.display]
    let file = arguments[SettingsFormat.yaml.file]
    if training.isResumed, file == nil, try isEdited(folder) {
      note(
        "\(quoted(folder.configuration)) differs from the options that the checkpoint records, with "
          + "which training resumes; `--config \(folder.configuration)` uses those of the file")
      training.configuration = nil
    }
    return training
  }

  /// Refuses options that contradict each other, before any work is done.
  private static func check(_ arguments: Arguments) throws {
    try ModelFlags.check(arguments)
    for rule in idleOptions(arguments) where rule.applies {
      try refuse(
        rule.options, in: arguments, rule.reason, advice: "Remove it, or change the other option.")
    }
  }

  /// Those that change nothing beside others.
  private static func idleOptions(
    _ arguments: Arguments
  ) -> [(applies: Bool, options: [any DeclaredOption], reason: String)] {
    typealias Corpus = CorpusFlags
    typealias Model = ModelFlags
    typealias Learning = LearningFlags
    let cell = arguments[Model.cell].rawValue
    let optimizer = arguments[Learning.optimizer]
    let isValidated = arguments[Corpus.validSource] != nil || arguments[Corpus.validTarget] != nil
    let hasMerges = arguments[Corpus.merges] != nil
    return [
      (arguments[resume], [overwrite], "with --resume, which replaces nothing"),
      (optimizer != .sgd, [Learning.momentum], "with --optimizer \(optimizer.rawValue)"),
      (
        arguments[Model.cell] != .lstm, [Model.forgetBias],
        "with --cell \(cell): only lstm has it"
      ),
      (
        arguments[Model.residual] && arguments[Model.encoderDepth] == 1, [Model.residual],
        "with --enc-depth 1: there is no second layer"
      ),
      (
        arguments[Model.variational] && arguments[Model.dropout] == 0, [Model.variational],
        "with --dropout 0"
      ),
      (hasMerges, [Corpus.learnedMerges], "with --bpe, whose file has the merges"),
      (
        !hasMerges && arguments[Corpus.learnedMerges] == 0, [Corpus.mergeDropout],
        "with --bpe-merges 0, which keeps words whole"
      ),
      (arguments[Learning.decay] == 1, [Learning.decayStart], "with --lr-decay 1"),
      (
        !isValidated,
        [Learning.patience, Learning.metric, Learning.decay, Learning.decayStart],
        "without --valid-source and --valid-target"
      ),
    ]
  }
}

// MARK: Options that are kept

extension Train {
  /// About one run of the program: neither config.yaml nor a checkpoint has them.
  private static let momentary: [any DeclaredOption] = [
    resume, overwrite, TextOptions.threads, TextOptions.quiet, LearningFlags.display,
  ]

  private static let lengths: [any DeclaredOption] = [LearningFlags.epochs, LearningFlags.updates]

  private static let files: [any DeclaredOption] = [
    CorpusFlags.source, CorpusFlags.target, CorpusFlags.table, CorpusFlags.validSource,
    CorpusFlags.validTarget, CorpusFlags.merges, CorpusFlags.sourceVocabulary,
    CorpusFlags.targetVocabulary,
  ]

  private static let changeable =
    lengths + files + [LearningFlags.patience, LearningFlags.saving]

  /// What config.yaml has: a training can be repeated with it.
  private static func keptSettings(_ arguments: Arguments) -> [Setting] {
    arguments.settings.filter { !momentary.contains($0.name) }
  }

  /// What a checkpoint has: the folder that it is in may be moved.
  private static func recordedSettings(_ arguments: Arguments) -> [TrainingSettings.Setting] {
    keptSettings(arguments).filter { "--\($0.name)" != output.name }.map {
      TrainingSettings.Setting($0.name, $0.values)
    }
  }

  /// The arguments with the options that the checkpoint records, for those that neither the command
  /// line nor its --config gives. config.yaml is not read: nobody changes a training by editing it.
  private static func resumed(
    _ given: Arguments, in folder: TrainingFolder
  ) throws -> Arguments {
    try folder.requireUnused()
    var recorded = try recordedSettings(in: folder)
    if recorded.isEmpty { throw TrainingSettingsError.noOptions(checkpoint: folder.checkpoint) }
    // Beside a new --after-batches a recorded --after-epochs would still end the training.
    if given[LearningFlags.epochs] != nil || given[LearningFlags.updates] != nil {
      recorded.removeAll { lengths.contains($0.name) }
    }
    try requireFiles(of: recorded, unless: given)
    return try given.completed(by: recorded, of: command)
  }

  private static func recordedSettings(in folder: TrainingFolder) throws -> [Setting] {
    TrainingSettings.recorded(in: try folder.savedCheckpoint().settings).map {
      Setting($0.name, $0.values)
    }
  }

  /// Names of files are recorded as they were given, often relative to a directory that may be
  /// another now.
  private static func requireFiles(of recorded: [Setting], unless given: Arguments) throws {
    let others = given.settings.map(\.name)
    for setting in recorded where files.contains(setting.name) && !others.contains(setting.name) {
      guard let path = setting.values.first, access(path, F_OK) != 0 else { continue }
      throw Diagnostic(
        .missingInput, "there is no file \(quoted(path)), which the checkpoint records",
        advice: "Resume in the directory where the training began, or name the file with "
          + "--\(setting.name).")
    }
  }

  /// Whether config.yaml has other options than the checkpoint: someone changed them.
  private static func isEdited(_ folder: TrainingFolder) throws -> Bool {
    guard access(folder.configuration, F_OK) == 0 else { return false }
    guard let settings = try? SettingsFormat.yaml.read(folder.configuration) else { return true }
    func values(_ settings: [Setting]) -> [String: [String]] {
      let kept = settings.filter { !(momentary + [output]).contains($0.name) }
      return Dictionary(kept.map { ($0.name, $0.values) }) { first, _ in first }
    }
    return try values(settings) != values(recordedSettings(in: folder))
  }
}

extension [any DeclaredOption] {
  /// - Parameter name: without the dashes, as settings have it.
  fileprivate func contains(_ name: String) -> Bool { contains { $0.name == "--\(name)" } }
}

/// A request to stop, from the terminal or from the system, which a training meets after the current
/// update.
private enum Interruption {
  private nonisolated(unsafe) static var number: Int32 = 0  // written by the signal handlers

  static func watch() {
    number = 0
    for signal in [SIGINT, SIGTERM] {
      handleSignal(signal) { received in
        Interruption.number = received
        // A second one ends the program at once.
        UnfinishedFiles.removeOnSignal(SIGINT)
        UnfinishedFiles.removeOnSignal(SIGTERM)
      }
    }
    // When a terminal closes, the shell and the kernel both send this: a second one asks no more.
    handleSignal(SIGHUP) { Interruption.number = $0 }
  }

  /// The signal that came, if one did.
  static var received: Int32? { number == 0 ? nil : number }
}
