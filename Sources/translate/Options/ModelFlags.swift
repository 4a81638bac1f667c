import CommandLineInterface
import Messages
import RecurrentModels
import TextProcessing
import Training

/// The options that say what a model is made of.
enum ModelFlags {
  enum EncoderType: String, CaseIterable, Sendable { case bidirectional, unidirectional }
  enum AttentionChoice: String, CaseIterable, Sendable {
    case none, dot, general, additive

    var kind: AttentionKind? { AttentionKind(rawValue: rawValue) }
  }

  static let cell = Option.choice(
    "cell", CellKind.self, default: .lstm, "what the layers are made of")
  static let embedding = Option.integer(
    "dim-emb", "N", in: 1...65536, "numbers of a word's vector (default: as many as --dim-rnn)")
  static let units = Option.integer(
    "dim-rnn", "N", in: 1...65536, default: 256, "units of a layer")
  static let encoderDepth = Option.integer(
    "enc-depth", "N", in: 1...64, default: 1, "layers of the encoder")
  static let decoderDepth = Option.integer(
    "dec-depth", "N", in: 1...64, default: 1, "layers of the decoder, as many as of the encoder")
  static let encoderType = Option.choice(
    "enc-type", EncoderType.self, default: .bidirectional,
    "whether the encoder reads in both directions, with half of its units in each")
  static let attention = Option.choice(
    "attention", AttentionChoice.self, default: .dot,
    "how the decoder looks back at the source; with none it has to remember")
  static let inputFeed = Option.flag(
    "input-feed", negatable: true, "feed each step what attention made of the one before")
  static let tied = Option.flag(
    "tied-embeddings", negatable: true, default: true,
    "one table of words for both languages and the output: needs --dim-emb equal to --dim-rnn")
  static let normalization = Option.flag(
    "layer-normalization", negatable: true, "normalize the outputs of every layer")
  static let residual = Option.flag(
    "residual", negatable: true, "add each layer's inputs to its outputs, from the second layer on")
  static let dropout = Option.number(
    "dropout", "P", in: 0...0.95, default: 0.4,
    "leave out so many of the embeddings' numbers, of those between layers and of those before the output"
  )
  static let variational = Option.flag(
    "variational-dropout", negatable: true, default: true,
    "leave out the same units at all steps of a sentence")
  static let wordDropout = Option.number(
    "word-dropout", "P", in: 0...0.95, default: 0, "read and feed so many words as <unk>")
  static let smoothing = Option.number(
    "label-smoothing", "E", in: 0...0.95, default: 0.1,
    "share of the probability that is spread over all words")
  static let forgetBias = Option.text(
    "forget-bias", "B|chrono|random", default: "1",
    "initial bias of the LSTM forget gate: a number, chrono (by sentence length) or random (as other biases)"
  )

  static let section = Section(
    "Model",
    [
      cell, embedding, units, encoderDepth, decoderDepth, encoderType, attention, inputFeed, tied,
      normalization, residual, dropout, variational, wordDropout, smoothing, forgetBias,
    ])

  /// What the options ask for, for a corpus.
  static func options(
    _ arguments: Arguments, for corpus: TrainingCorpus
  ) throws -> TranslationOptions {
    try options(
      arguments, sourceVocabulary: corpus.source.vocabulary.count,
      targetVocabulary: corpus.target.vocabulary.count, longest: corpus.lengths.longestTarget)
  }

  private static func options(
    _ arguments: Arguments, sourceVocabulary: Int, targetVocabulary: Int, longest: Int
  ) throws -> TranslationOptions {
    var options = TranslationOptions(
      sourceVocabulary: sourceVocabulary, targetVocabulary: targetVocabulary)
    options.cell = arguments[cell]
    options.embeddingWidth = arguments[embedding] ?? arguments[units]
    options.units = arguments[units]
    options.depth = arguments[encoderDepth]
    options.isBidirectional = arguments[encoderType] == .bidirectional
    options.attention = arguments[attention].kind
    options.feedsInput = arguments[inputFeed]
    options.tiesEmbeddings = arguments[tied]
    options.isNormalized = arguments[normalization]
    options.isResidual = arguments[residual]
    options.dropout = Float(arguments[dropout])
    options.isDropoutVariational = arguments[variational]
    options.wordDropout = Float(arguments[wordDropout])
    options.labelSmoothing = Float(arguments[smoothing])
    options.forgetBias = try forgetBias(arguments, longest: longest)
    return options
  }

  /// Refuses what no model can be, before any work is done.
  static func check(_ arguments: Arguments) throws {
    if arguments[encoderDepth] != arguments[decoderDepth] {
      throw Diagnostic(
        .usage,
        "--enc-depth is \(arguments[encoderDepth]) and --dec-depth \(arguments[decoderDepth])",
        advice: "A decoder's layer begins where the encoder's of the same depth ended: give both.")
    }
    let few = SpecialToken.allCases.count
    let options = try options(arguments, sourceVocabulary: few, targetVocabulary: few, longest: 2)
    if let conflict = options.conflict {
      throw Diagnostic(.usage, words(conflict), advice: advice(on: conflict))
    }
  }

  private static func advice(on conflict: TranslationOptions.Conflict) -> String {
    switch conflict {
    case .feedWithoutAttention: "Leave out --input-feed, or choose an --attention."
    case .oddUnits: "Give an even --dim-rnn, or --enc-type unidirectional."
    case .tiedWidths:
      "The table is the output's too: give --dim-emb and --dim-rnn one number, or "
        + "--no-tied-embeddings."
    case .tiedVocabularies: "Leave out --tied-embeddings."
    }
  }

  /// Nil for random values, as other biases have them.
  private static func forgetBias(_ arguments: Arguments, longest: Int) throws -> ForgetBias? {
    switch arguments[forgetBias] {
    case "random": return nil
    case "chrono": return .chrono(longest: longest)
    case let word:
      guard let value = Float(word), value.isFinite else {
        throw Diagnostic(
          .usage, "--forget-bias takes a number, chrono or random, not `\(word)`",
          advice: "For example: --forget-bias 1")
      }
      return .value(value)
    }
  }
}
