import Files

/// Turns text into token ids and ids into text: the tokenizer, BPE merges and vocabulary of one
/// side of a model.
///
/// Threads may share one; each needs an encoder of its own.
///
///     let segmentation = try Segmentation(TokenizerOptions(locale: "en"))
///     let vocabulary = try Vocabulary(contentsOf: "en.vocab")
///     let encoding = TextEncoding(segmentation, vocabulary: vocabulary)
///     var encoder = try encoding.makeEncoder()
///     let text = encoding.makeDecoder().text(of: try encoder.ids(of: "No way!"))
public struct TextEncoding: Sendable, Equatable {
  /// Splits the text.
  public let segmentation: Segmentation
  /// Has the tokens' ids.
  public let vocabulary: Vocabulary
  /// The versions of the tokenizer that the model was trained with.
  public let origin: TokenizerOrigin

  /// An encoding for new text, unless `origin` is a model's.
  public init(
    _ segmentation: Segmentation, vocabulary: Vocabulary, origin: TokenizerOrigin = .current
  ) {
    self.segmentation = segmentation
    self.vocabulary = vocabulary
    self.origin = origin
  }

  /// - Parameters:
  ///   - dropout: The probability of skipping a merge (`--bpe-dropout`), for training only.
  ///   - seed: The random seed of dropout; the number of a line is mixed into it.
  public func makeEncoder(dropout: Double = 0, seed: UInt64 = 1) throws -> SentenceEncoder {
    try SentenceEncoder(self, dropout: dropout, seed: seed)
  }

  /// Turns ids into text.
  public func makeDecoder() -> SentenceDecoder { SentenceDecoder(self) }

  /// The differences from the tokenizer that the model was trained with, which could split text in
  /// another way; none where text is only split at spaces.
  public var originDifferences: [TokenizerOrigin.Difference] {
    let options = segmentation.options
    let isFree = options.kind == .space && !options.lowercase && options.unicodeForm == .none
    return isFree ? [] : TokenizerOrigin.current.differences(from: origin)
  }
}

/// How one side of a model splits text: the tokenizer and the BPE merges, without the vocabulary.
/// Threads may share one; each needs a writer of its own.
///
///     let merges = try BytePairMerges(path: "en.bpe")
///     let segmentation = try Segmentation(TokenizerOptions(locale: "en"), merges: merges)
///     var writer = try segmentation.makeWriter()
///     let tokens = try writer.tokens(of: "No way!")
public struct Segmentation: Sendable {
  /// The BPE merges that split words into pieces; nil leaves words whole.
  public let merges: BytePairMerges?
  private let tokenizer: Tokenizer
  private let encoder: BytePairEncoder?

  /// Throws a `TokenizerError`.
  public init(_ options: TokenizerOptions, merges: BytePairMerges? = nil) throws {
    self.merges = merges
    tokenizer = try Tokenizer(options)
    encoder = try merges.map { try BytePairEncoder($0) }
  }

  /// Those of the tokenizer.
  public var options: TokenizerOptions { tokenizer.options }
  /// How tokens are written.
  public var style: TokenStyle { options.kind.styleInModels }

  /// Whether tokens are joined to make text; text that was tokenized before stays tokenized.
  var joinsTokens: Bool { style != .pieces || merges != nil }

  /// A writer of tokens as the vocabulary spells them. With dropout, `seed` and the number of a
  /// line decide which merges it skips there.
  public func makeWriter(dropout: Double = 0, seed: UInt64 = 1) throws -> TokenWriter {
    let subwords = encoder.map { Subwords($0, dropout: dropout, seed: seed) }
    return try tokenizer.makeWriter(style: style, subwords: subwords)
  }

  /// A writer of whole words without marks, from which merges are learned.
  public func makeWordWriter() throws -> TokenWriter { try tokenizer.makeWriter(style: .pieces) }
}

extension Segmentation: Equatable {
  /// Whether options and merges are the same.
  public static func == (one: Self, other: Self) -> Bool {
    one.options == other.options && one.merges == other.merges
  }
}

extension TokenizerKind {
  /// How a model's tokens are written: so that the text can be restored from them where the kind
  /// allows it, and as they are in text that was tokenized before.
  public var styleInModels: TokenStyle {
    switch self {
    case .icu: .joiners
    case .char: .characters
    case .space, .keras: .pieces
    }
  }
}

// MARK: From text to ids

/// Turns sentences into ids. Each thread needs its own.
///
///     let vocabulary = try Vocabulary(counts: try countTokens(inLinesOf: ["tokens.en"]))
///     let encoding = TextEncoding(try Segmentation(TokenizerOptions()), vocabulary: vocabulary)
///     var encoder = try encoding.makeEncoder()
///     let ids = try encoder.ids(of: "No way!")  // the last is that of </s>
public struct SentenceEncoder {
  private let encoding: TextEncoding
  private var writer: TokenWriter
  /// The tokens of the last line as the vocabulary spells them, separated by spaces.
  private var tokens: [UInt8] = []

  fileprivate init(_ encoding: TextEncoding, dropout: Double, seed: UInt64) throws {
    self.encoding = encoding
    writer = try encoding.segmentation.makeWriter(dropout: dropout, seed: seed)
  }

  /// The ids of a line, with that of `</s>`.
  public mutating func ids(of line: String, number: Int = 1) throws -> [Int32] {
    var ids: [Int32] = []
    try append(Array(line.utf8).span, number: number, to: &ids)
    return ids
  }

  /// Appends the ids of a line, which must be valid UTF-8 without a line end, and that of `</s>`. A
  /// token that is not in the vocabulary becomes `<unk>`. `number` is the line's in its file: it
  /// decides which merges dropout leaves out.
  public mutating func append(
    _ line: Span<UInt8>, number: Int = 1, to ids: inout [Int32]
  ) throws {
    try write(line, number: number)
    tokens.span.forEachToken { ids.append(Int32(encoding.vocabulary.textID(of: $0))) }
    ids.append(Int32(SpecialToken.end.rawValue))
  }

  /// Appends the ids of a line as a sequence.
  public mutating func append(
    _ line: Span<UInt8>, number: Int = 1, to sequences: inout IDSequences
  ) throws {
    try sequences.append { try append(line, number: number, to: &$0) }
  }

  /// The tokens of a line, without `</s>`, with their places in it. If only ids are needed, `ids`
  /// is many times as fast.
  public mutating func tokens(of line: String) throws -> [EncodedToken] {
    try tokens(of: Array(line.utf8).span)
  }

  /// The same for a line's bytes, which must be valid UTF-8.
  public mutating func tokens(of line: Span<UInt8>) throws -> [EncodedToken] {
    try write(line, number: 1)
    guard let normalizer = try encoding.segmentation.makeNormalizer() else {
      return locate(tokens.span, in: line, alignment: nil)
    }
    var text: [UInt8] = []
    try normalizer.append(line, to: &text)
    return locate(tokens.span, in: text.span, alignment: try normalizer.alignment(of: line))
  }

  private mutating func write(_ line: Span<UInt8>, number: Int) throws {
    tokens.removeAll(keepingCapacity: true)
    try writer.append(line, number: number, to: &tokens)
  }

  private func locate(
    _ tokens: Span<UInt8>, in text: Span<UInt8>, alignment: Alignment?
  ) -> [EncodedToken] {
    if tokens.isEmpty { return [] }
    let segmentation = encoding.segmentation
    let detokenizer = Detokenizer(segmentation.style)
    var finder = TokenFinder(segmentation)
    var found: [EncodedToken] = []
    var bytes: [UInt8] = []
    detokenizer.forEachToken(of: tokens) { token, own, isJoined in
      bytes.removeAll(keepingCapacity: true)
      let own = segmentation.joinsTokens ? own : token
      detokenizer.appendUnescaped(tokens, own, to: &bytes, onUnknownEscape: { _ in })
      let range = finder.next(bytes, isJoined: isJoined, in: text)
      let token = tokens.extracting(token)
      found.append(
        EncodedToken(
          id: Int32(encoding.vocabulary.textID(of: token)), token: Array(token),
          range: range.map { alignment?.raw($0) ?? $0 }))
    }
    return found
  }
}

extension Segmentation {
  /// What makes the text in which a line's tokens are found; nil where that is the line itself.
  /// Keras always lowercases, by the rules of no language.
  fileprivate func makeNormalizer() throws -> Normalizer? {
    guard options.kind == .keras else { return try options.makeNormalizer() }
    return try Normalizer(
      form: options.unicodeForm, lowercase: true, locale: options.lowercase ? options.locale : "")
  }
}

/// A token of a sentence as a model receives it.
///
///     let vocabulary = try Vocabulary(contentsOf: "en.vocab")
///     let encoding = TextEncoding(try Segmentation(TokenizerOptions()), vocabulary: vocabulary)
///     var encoder = try encoding.makeEncoder()
///     for token in try encoder.tokens(of: "No way!") { print(token.id, token.range ?? 0..<0) }
public struct EncodedToken: Equatable, Sendable {
  /// Its id; that of `<unk>` for a token that is not in the vocabulary.
  public var id: Int32
  /// Its bytes as the vocabulary spells it, with joiners and escapes.
  public var token: [UInt8]
  /// The bytes of the raw line that it comes from: whole characters with what combines with them.
  /// Where normalizing or lowercasing makes several characters of one, tokens that share them have
  /// the same range. Nil after an `@@` of the line itself that looks like the mark of a piece.
  public var range: Range<Int>?
}

/// Finds the tokens of a text in their order.
private struct TokenFinder {
  /// Bytes of which any number may be between two tokens; nil where it is exactly one space.
  private let separators: Set<UInt8>?
  private var position = 0
  /// Whether a token was not where it must be.
  private var isLost = false

  init(_ segmentation: Segmentation) {
    separators =
      segmentation.options.kind == .keras
      ? Set(KerasText.defaultFilters.utf8).union([space])
      : segmentation.style == .pieces ? [space] : nil
  }

  /// The token's place, or nil from the first that is not where it must be.
  mutating func next(_ token: [UInt8], isJoined: Bool, in text: Span<UInt8>) -> Range<Int>? {
    if let separators {
      while position < text.count, separators.contains(text[position]) { position += 1 }
    } else if !isJoined {
      position += 1
    }
    isLost = isLost || !text.has(token, at: position)
    if isLost { return nil }
    defer { position += token.count }
    return position..<position + token.count
  }
}

// MARK: In a model file

extension TextEncoding {
  /// An encoding as the texts of a model file.
  public struct Texts: Sendable {
    /// The text of the vocabulary file.
    public var vocabulary: String
    /// JSON: kind, locale, lowercase, unicode_form, icu_version, unicode_version, rules.
    public var tokenizer: String
    /// The text of the merges file, where there are merges.
    public var bpe: String?

    /// Texts that a model file holds.
    public init(vocabulary: String, tokenizer: String, bpe: String? = nil) {
      self.vocabulary = vocabulary
      self.tokenizer = tokenizer
      self.bpe = bpe
    }
  }

  /// The texts for a model file.
  public var texts: Texts {
    let record = TokenizerRecord(options: segmentation.options, origin: origin)
    return Texts(
      vocabulary: String(decoding: vocabulary.fileText, as: UTF8.self), tokenizer: record.text,
      bpe: segmentation.merges.map { String(decoding: $0.bytes, as: UTF8.self) })
  }

  /// Reads the texts of a model file; `path` is for errors. Throws a `TextEncodingError`, a
  /// `VocabularyError`, a `BytePairError`, a `TextError` or a `TokenizerError`.
  public init(_ texts: Texts, path: String) throws {
    let record = try TokenizerRecord(texts.tokenizer, path: path)
    let merges = try texts.bpe.map { try BytePairMerges(bytes: Array($0.utf8), path: path) }
    self.init(
      try Segmentation(record.options, merges: merges),
      vocabulary: try Vocabulary(fileText: Array(texts.vocabulary.utf8), path: path),
      origin: record.origin)
  }
}
