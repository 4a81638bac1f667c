import CommandLineInterface

/// Options of `train` that change nothing beside others. Whoever types one expects something of it.
enum IdleOptions {
  /// Refuses one that stands on the command line; a settings file may well hold every option.
  static func refuse(_ arguments: Arguments) throws {
    for rule in rules(arguments) where rule.applies {
      guard let option = rule.options.first(where: { arguments.isGiven($0) }) else { continue }
      throw Diagnostic(
        .usage, "\(option.name) means nothing \(rule.reason)",
        advice: "Leave it out, or change the other.")
    }
  }

  private static func rules(
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
