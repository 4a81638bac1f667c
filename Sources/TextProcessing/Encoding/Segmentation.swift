/// How the text of one side of a model is split: the tokenizer and the merges, everything but the
/// vocabulary. One serves all threads; each thread writes through a writer of its own.
public struct Segmentation: Sendable {
  public let merges: BytePairMerges?
  private let tokenizer: Tokenizer
  private let encoder: BytePairEncoder?

  /// Throws a `TokenizerError`.
  public init(_ options: TokenizerOptions, merges: BytePairMerges? = nil) throws {
    self.merges = merges
    tokenizer = try Tokenizer(options)
    encoder = try merges.map { try BytePairEncoder($0) }
  }

  public var options: TokenizerOptions { tokenizer.options }
  public var style: TokenStyle { options.kind.styleInModels }

  /// Whether tokens are put together again to make text; text that was tokenized before stays so.
  var joinsTokens: Bool { style != .pieces || merges != nil }

  /// A writer of tokens as the vocabulary has them. With dropout `seed` and the number of a line
  /// decide what is left out there.
  public func makeWriter(dropout: Double = 0, seed: UInt64 = 1) throws -> TokenWriter {
    let subwords = encoder.map { Subwords($0, dropout: dropout, seed: seed) }
    return try tokenizer.makeWriter(style: style, subwords: subwords)
  }

  /// A writer of whole words without marks, from which merges are learned.
  public func makeWordWriter() throws -> TokenWriter { try tokenizer.makeWriter(style: .pieces) }
}

extension Segmentation: Equatable {
  public static func == (one: Self, other: Self) -> Bool {
    one.options == other.options && one.merges == other.merges
  }
}

extension TokenizerKind {
  /// How a model's tokens are written: so that they give back the text, where the kind can, and as
  /// the text has them, where it was tokenized before.
  public var styleInModels: TokenStyle {
    switch self {
    case .icu: .joiners
    case .char: .characters
    case .space, .keras: .pieces
    }
  }
}
