import Files
import TextProcessing

/// What a model file holds beside the weights: all that is needed to run it, as text.
///
/// Only that the texts are there is checked here; what they say is for their readers.
public struct ModelMetadata: Sendable {
  public enum Task: String, CaseIterable, Sendable {
    case translate
    case classify
    case languageModel = "language-model"
  }

  public static let format = "translate-model/1"

  public var task: Task
  /// The model's options, as JSON.
  public var config: String

  /// Vocabularies and labels are the text of a vocabulary file.
  public var sourceVocabulary: String?
  public var targetVocabulary: String?
  public var labels: String?
  /// JSON: kind, locale, lowercase, rules, versions of ICU and Unicode.
  public var sourceTokenizer: String?
  public var targetTokenizer: String?
  /// The text of a merges file.
  public var sourceBPE: String?
  public var targetBPE: String?
  /// JSON: version of the program, seed, updates, scores, SHA-256 of the training files.
  public var training: String?

  public init(task: Task, config: String) {
    self.task = task
    self.config = config
  }
}

extension ModelMetadata {
  private enum Key {
    static let format = "format"
    static let task = "task"
    static let config = "config"
  }

  private static let optionalTexts:
    [(key: String, property: WritableKeyPath<Self, String?> & Sendable)] = [
      ("source_vocabulary", \.sourceVocabulary),
      ("target_vocabulary", \.targetVocabulary),
      ("labels", \.labels),
      ("source_tokenizer", \.sourceTokenizer),
      ("target_tokenizer", \.targetTokenizer),
      ("source_bpe", \.sourceBPE),
      ("target_bpe", \.targetBPE),
      ("training", \.training),
    ]

  /// Refuses another format than ours, so that nothing is misread; keys that a later program adds to
  /// the same format are passed over.
  init(_ header: SafetensorsHeader, path: String) throws(ModelFileError) {
    guard let format = header[metadata: Key.format] else { throw .notAModel(path: path) }
    guard format.hasSameBytes(as: Self.format) else {
      throw .unknownFormat(path: path, found: format)
    }
    func required(_ key: String) throws(ModelFileError) -> String {
      guard let text = header[metadata: key] else {
        throw .missingMetadata(path: path, key: key)
      }
      return text
    }
    let name = try required(Key.task)
    guard let task = Task(rawValue: name) else { throw .unknownTask(path: path, found: name) }
    self.init(task: task, config: try required(Key.config))
    for (key, property) in Self.optionalTexts { self[keyPath: property] = header[metadata: key] }
  }

  /// As they stand in the file.
  var entries: [SafetensorsHeader.Entry] {
    let required: [SafetensorsHeader.Entry] = [
      .init(Key.format, Self.format), .init(Key.task, task.rawValue), .init(Key.config, config),
    ]
    return required
      + Self.optionalTexts.compactMap { key, property in
        self[keyPath: property].map { SafetensorsHeader.Entry(key, $0) }
      }
  }
}

extension ModelMetadata: Equatable {
  public static func == (one: Self, other: Self) -> Bool { one.entries == other.entries }
}

// MARK: - Encodings, each of which is several texts of the metadata

extension ModelMetadata {
  enum Side { case source, target }

  /// Throws where a text is missing that every encoding has.
  func texts(of side: Side, path: String) throws(ModelFileError) -> TextEncoding.Texts {
    let (vocabulary, tokenizer, bpe) =
      switch side {
      case .source: (sourceVocabulary, sourceTokenizer, sourceBPE)
      case .target: (targetVocabulary, targetTokenizer, targetBPE)
      }
    guard let vocabulary else {
      throw .missingMetadata(path: path, key: "\(side)_vocabulary")
    }
    guard let tokenizer else {
      throw .missingMetadata(path: path, key: "\(side)_tokenizer")
    }
    return TextEncoding.Texts(vocabulary: vocabulary, tokenizer: tokenizer, bpe: bpe)
  }

  mutating func setTexts(source: TextEncoding.Texts, target: TextEncoding.Texts) {
    (sourceVocabulary, targetVocabulary) = (source.vocabulary, target.vocabulary)
    (sourceTokenizer, targetTokenizer) = (source.tokenizer, target.tokenizer)
    (sourceBPE, targetBPE) = (source.bpe, target.bpe)
  }
}
