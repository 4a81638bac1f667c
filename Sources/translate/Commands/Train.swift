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
    for rule in idleOptions(arguments) where rule.applies {
      try refuse(
        rule.options, in: arguments, rule.reason, advice: "Leave it out, or change the other.")
    }
    guard let folder = arguments[output] else {
      throw Diagnostic(
        .usage, "`--output DIR` is missing", advice: "Name the folder that the model goes to.")
    }
    try checkFolder(TrainingFolder(path: folder), arguments)
    let training = try training(arguments, in: TrainingFolder(path: folder))
    let display = TrainingDisplay(isQuiet: arguments[TextOptions.quiet])
    let outcome = try training.run(
      report: { event in
        display.show(event)
        if case .started = event { Interruption.watch() }
      }, isInterrupted: { Interruption.received != nil })
    if outcome.end != .interrupted {
      display.show(outcome, model: training.folder.model)
    } else if let signal = Interruption.received {
      throw Diagnostic(
        signal == SIGINT ? .interrupted : .terminated,
        "stopped after update \(outcome.update), and saved in "
          + quoted(training.folder.checkpoint),
        advice: "Go on with: translate train --config \(training.folder.configuration) --resume")
    }
  }

  /// Refuses a folder in which a file that is read would be replaced. A resumed training may be
  /// configured by the file that it wrote itself.
  private static func checkFolder(_ folder: TrainingFolder, _ arguments: Arguments) throws {
    let files = [folder.model, folder.checkpoint, folder.log, folder.drops]
    let isResumed = arguments[resume]
    try checkOutputs(
      isResumed ? files : files + [folder.configuration], besides: arguments.inputs)
  }

  private static func training(
    _ arguments: Arguments, in folder: TrainingFolder
  ) throws -> TrainingRun {
    var training = TrainingRun(
      folder: folder, corpus: try CorpusFlags.preparation(arguments),
      validation: try CorpusFlags.validationFiles(arguments),
      model: { try ModelFlags.options(arguments, for: $0) },
      options: LearningFlags.options(arguments), settings: bindingSettings(arguments),
      configuration: configuration(arguments))
    training.isResumed = arguments[resume]
    training.logInterval = arguments[LearningFlags.display]
    return training
  }

  /// All that decide the result: a resumed training may change its length, its threads and what it
  /// reports.
  private static func bindingSettings(_ arguments: Arguments) -> [TrainingSettings.Setting] {
    let free: [any DeclaredOption] = [
      output, resume, TextOptions.threads, TextOptions.quiet, LearningFlags.epochs,
      LearningFlags.updates, LearningFlags.patience, LearningFlags.saving, LearningFlags.display,
    ]
    let names = free.map { $0.name.dropFirst(2) }
    return arguments.settings.filter { !names.contains($0.name[...]) }.map {
      TrainingSettings.Setting($0.name, $0.values)
    }
  }

  /// Without --resume: repeating a training from the file begins one.
  private static func configuration(_ arguments: Arguments) -> String {
    SettingsFormat.yaml.write(arguments.settings.filter { "--\($0.name)" != resume.name })
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
      (optimizer != .sgd, [Learning.momentum], "with --optimizer \(optimizer.rawValue)"),
      (
        arguments[Model.cell] != .lstm, [Model.forgetBias],
        "with --cell \(cell): it is for LSTM's forget gates"
      ),
      (
        arguments[Model.residual] && arguments[Model.encoderDepth] == 1, [Model.residual],
        "with --enc-depth 1: the first layer's inputs are not added"
      ),
      (
        arguments[Model.variational] && arguments[Model.dropout] == 0, [Model.variational],
        "with --dropout 0"
      ),
      (hasMerges, [Corpus.learnedMerges], "beside --bpe, whose file has the merges"),
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

/// A request to stop, from the terminal or from the system, which a training grants at the next
/// update. A second one ends the program at once.
private enum Interruption {
  private nonisolated(unsafe) static var number: Int32 = 0  // written by the signal handler

  static func watch() {
    number = 0
    for signalNumber in [SIGINT, SIGTERM] {
      signal(signalNumber) { received in
        Interruption.number = received
        UnfinishedFiles.removeOnSignals()
      }
    }
  }

  /// The signal that came, if one did.
  static var received: Int32? { number == 0 ? nil : number }
}
