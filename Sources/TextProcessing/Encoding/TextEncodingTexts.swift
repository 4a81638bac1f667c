extension TextEncoding {
  /// An encoding as a model file holds it, under the keys of its side.
  public struct Texts: Sendable {
    /// The text of the vocabulary file.
    public var vocabulary: String
    /// JSON: kind, locale, lowercase, unicode_form, icu_version, unicode_version, rules.
    public var tokenizer: String
    /// The text of the merges file, where there are merges.
    public var bpe: String?

    public init(vocabulary: String, tokenizer: String, bpe: String? = nil) {
      self.vocabulary = vocabulary
      self.tokenizer = tokenizer
      self.bpe = bpe
    }
  }

  public var texts: Texts {
    let record = TokenizerRecord(options: segmentation.options, origin: origin)
    return Texts(
      vocabulary: String(decoding: vocabulary.fileText, as: UTF8.self), tokenizer: record.text,
      bpe: segmentation.merges.map { String(decoding: $0.bytes, as: UTF8.self) })
  }

  /// Reads what `texts` wrote; `path` is the model file, for errors. Throws a `TextEncodingError`, a
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
