import CommandLineInterface
import Messages
import RecurrentModels
import TextProcessing
import Training

/// The options of a model's architecture and its regularization.
enum ModelFlags {
  enum EncoderType: String, CaseIterable, Sendable { case bidirectional, unidirectional }

  /// A kind of attention, or none.
  struct AttentionChoice: RawRepresentable, CaseIterable, Sendable {
    static let allCases = [Self(kind: nil)] + AttentionKind.allCases.map { Self(kind: $0) }
    static let dot = Self(kind: .dot)

    let kind: AttentionKind?
    var rawValue: String { kind?.rawValue ?? "none" }

    init(kind: AttentionKind?) { self.kind = kind }

    init?(rawValue: String) {
      guard let choice = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
      self = choice
    }
  }

  static let cell = Option.choice(
    "cell", CellKind.self, default: .lstm, "type of recurrent cell")
  static let embedding = Option.integer(
    "dim-emb", "N", in: 1...65536, "size of the embeddings (default: that of --dim-rnn)")
  static let units = Option.integer(
    "dim-rnn", "N", in: 1...65536, default: 256, "size of the hidden state")
  static let encoderDepth = Option.integer(
    "enc-depth", "N", in: 1...64, default: 1, "number of encoder layers")
  static let decoderDepth = Option.integer(
    "dec-depth", "N", in: 1...64, default: 1, "number of decoder layers; must equal --enc-depth")
  static let encoderType = Option.choice(
    "enc-type", EncoderType.self, default: .bidirectional,
    "direction of the encoder; bidirectional gives each direction half of --dim-rnn")
  static let attention = Option.choice(
    "attention", AttentionChoice.self, default: .dot,
    "attention over the source: none, dot or general (Luong), additive (Bahdanau)")
  static let inputFeed = Option.flag(
    "input-feed", negatable: true,
    "input feeding (Luong): append the previous attention output to the decoder's input")
  static let tied = Option.flag(
    "tied-embeddings", negatable: true, default: true,
    "tie source, target and output embeddings (Marian: --tied-embeddings-all); needs --dim-emb equal to --dim-rnn"
  )
  static let normalization = Option.flag(
    "layer-normalization", negatable: true, "layer normalization of every layer's output")
  static let residual = Option.flag(
    "residual", negatable: true,
    "residual connections between layers, from the second layer on")
  static let dropout = Option.number(
    "dropout", "P", in: 0...0.95, default: 0.4,
    "dropout probability of embeddings, between layers and before the output")
  static let variational = Option.flag(
    "variational-dropout", negatable: true, default: true,
    "use the same dropout mask at every time step (Gal and Ghahramani)")
  static let wordDropout = Option.number(
    "word-dropout", "P", in: 0...0.95, default: 0,
    "probability of replacing an input token by <unk>")
  static let smoothing = Option.number(
    "label-smoothing", "E", in: 0...0.95, default: 0.1, "epsilon of label smoothing; 0 disables it")
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

  /// The model that the options describe, for a corpus.
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

  /// Refuses options of which no model can be made, before any work is done.
  static func check(_ arguments: Arguments) throws {
    if arguments[encoderDepth] != arguments[decoderDepth] {
      throw Diagnostic(
        .usage,
        "--enc-depth is \(arguments[encoderDepth]) and --dec-depth \(arguments[decoderDepth])",
        advice: "Each decoder layer starts from the state of the encoder layer of the same depth: "
          + "give both the same number.")
    }
    let few = SpecialToken.allCases.count
    let options = try options(arguments, sourceVocabulary: few, targetVocabulary: few, longest: 2)
    if let conflict = options.conflict {
      throw Diagnostic(.usage, words(conflict), advice: advice(on: conflict))
    }
  }

  private static func advice(on conflict: TranslationOptions.Conflict) -> String {
    switch conflict {
    case .feedWithoutAttention: "Remove --input-feed, or choose an --attention."
    case .oddUnits: "Give an even --dim-rnn, or --enc-type unidirectional."
    case .tiedWidths:
      "Tied embeddings are also the output weights: make --dim-emb equal to --dim-rnn, or add "
        + "--no-tied-embeddings."
    case .tiedVocabularies: "Remove --tied-embeddings."
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
