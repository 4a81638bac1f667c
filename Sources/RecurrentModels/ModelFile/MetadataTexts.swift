import TextProcessing

// An encoding is several texts of a model file's metadata.

extension ModelMetadata {
  /// The texts of the source's encoding; nil where one is missing.
  package var sourceTexts: TextEncoding.Texts? {
    get { Self.texts(sourceVocabulary, sourceTokenizer, sourceBPE) }
    set {
      (sourceVocabulary, sourceTokenizer) = (newValue?.vocabulary, newValue?.tokenizer)
      sourceBPE = newValue?.bpe
    }
  }

  /// The texts of the target's encoding; nil where one is missing.
  package var targetTexts: TextEncoding.Texts? {
    get { Self.texts(targetVocabulary, targetTokenizer, targetBPE) }
    set {
      (targetVocabulary, targetTokenizer) = (newValue?.vocabulary, newValue?.tokenizer)
      targetBPE = newValue?.bpe
    }
  }

  enum Side { case source, target }

  /// Throws where a text is missing that every encoding has.
  func texts(of side: Side, path: String) throws(ModelFileError) -> TextEncoding.Texts {
    let (texts, vocabulary, name) =
      switch side {
      case .source: (sourceTexts, sourceVocabulary, "source")
      case .target: (targetTexts, targetVocabulary, "target")
      }
    guard let texts else {
      let missing = vocabulary == nil ? "vocabulary" : "tokenizer"
      throw .missingMetadata(path: path, key: "\(name)_\(missing)")
    }
    return texts
  }

  private static func texts(
    _ vocabulary: String?, _ tokenizer: String?, _ bpe: String?
  ) -> TextEncoding.Texts? {
    guard let vocabulary, let tokenizer else { return nil }
    return TextEncoding.Texts(vocabulary: vocabulary, tokenizer: tokenizer, bpe: bpe)
  }
}
