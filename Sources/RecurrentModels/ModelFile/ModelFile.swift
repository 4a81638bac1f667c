import Files
import Kernels
import TextProcessing

/// One file that is a whole model: weights in safetensors, and the text that belongs to them.
///
/// Python's `safetensors` reads it. The weights are mapped to memory, not read.
package struct ModelFile: Sendable {
  package let metadata: ModelMetadata
  private let file: SafetensorsFile

  /// Throws a `FileError`, a `SafetensorsError` or a `ModelFileError`.
  package init(path: String) throws {
    file = try SafetensorsFile(path: path)
    metadata = try ModelMetadata(file.header, path: path)
  }

  package var path: String { file.path }

  /// All weights as the layout has them, which must not be written to: the file's own pages where
  /// they lie in it as in memory, without copying; else a copy.
  ///
  /// Throws a `ModelFileError` or a `SafetensorsError` unless the file has the layout's tensors, all
  /// of them and no others, each of its shape and of float32.
  package func floats(as layout: ParameterLayout) throws -> FloatArray {
    let weights = try weights(as: layout)
    if let mapped = mapped(weights, as: layout) { return mapped }
    let copy = FloatArray(count: layout.size)
    for (tensor, floats) in zip(layout.tensors, weights) {
      withExtendedLifetime(floats) {
        _ = copy.elements.extracting(tensor.range).update(fromContentsOf: floats.elements)
      }
    }
    return copy
  }

  /// The tensors in the layout's order, where they lie in the file.
  func weights(as layout: ParameterLayout) throws -> [FloatArray] {
    for tensor in file.header.tensors where layout[tensor.name] == nil {
      throw ModelFileError.unexpectedTensor(path: path, tensor: tensor.name)
    }
    return try layout.tensors.map { expected in
      guard let tensor = file[expected.name] else {
        throw ModelFileError.missingTensor(path: path, tensor: expected.name)
      }
      guard tensor.shape == expected.shape else {
        throw ModelFileError.wrongShape(
          path: path, tensor: tensor.name, expected: expected.shape, found: tensor.shape)
      }
      return try file.floats(of: tensor)
    }
  }

  /// The weights where they lie, if each is where the layout has it.
  private func mapped(_ weights: [FloatArray], as layout: ParameterLayout) -> FloatArray? {
    guard let first = weights.first?.elements.baseAddress,
      UInt(bitPattern: first).isMultiple(of: UInt(Workspace.alignment)),
      zip(layout.tensors, weights).allSatisfy({ $1.elements.baseAddress == first + $0.offset })
    else { return nil }
    return FloatArray(
      UnsafeMutableBufferPointer(start: first, count: layout.end), of: file.owner)
  }

  /// Writes a model whole or not at all; it is on the disk when this returns. `weights` is an array
  /// as the layout has it. The same model gives the same bytes.
  package static func write(
    to path: String, metadata: ModelMetadata, layout: ParameterLayout, weights: Span<Float>
  ) throws(FileError) {
    precondition(weights.count == layout.size, "weights as the layout has them")
    var header = SafetensorsHeader(metadata: metadata.entries)
    for tensor in layout.tensors { header.add(tensor.name, .f32, tensor.shape) }
    var writer = try SafetensorsWriter(path: path, header: header)
    for tensor in layout.tensors { try writer.append(weights.extracting(tensor.range).bytes) }
    try writer.commit()
  }
}

/// A translation model as its file holds it: all that is needed to translate.
package struct TranslationModelFile: Sendable {
  package let path: String
  package let model: TranslationModel
  /// The file's own pages where its tensors lie as in memory, else a copy. They are not written to.
  package let weights: FloatArray
  package let source: TextEncoding
  package let target: TextEncoding
  package let metadata: ModelMetadata

  /// Throws a `FileError`, a `SafetensorsError`, a `ModelFileError`, a `ModelConfigError`, or what
  /// `TextEncoding` throws. Nothing is believed of the file: the weights fit the config, the config
  /// the vocabularies.
  package init(path: String) throws {
    try self.init(ModelFile(path: path))
  }

  package init(_ file: ModelFile) throws {
    let metadata = file.metadata
    guard metadata.task == .translate else {
      throw ModelFileError.otherTask(
        path: file.path, expected: ModelMetadata.Task.translate.rawValue,
        found: metadata.task.rawValue)
    }
    path = file.path
    source = try TextEncoding(metadata.texts(of: .source, path: path), path: path)
    target = try TextEncoding(metadata.texts(of: .target, path: path), path: path)
    model = TranslationModel(
      try TranslationOptions(
        config: metadata.config, sourceVocabulary: source.vocabulary.count,
        targetVocabulary: target.vocabulary.count, path: path))
    weights = try file.floats(as: model.layout)
    self.metadata = metadata
  }

  /// Writes a model whole or not at all; it is on the disk when this returns. The same model gives
  /// the same bytes.
  ///
  /// - Parameters:
  ///   - weights: as the model's layout has them.
  ///   - training: JSON, see `ModelMetadata`.
  package static func write(
    to path: String, model: TranslationModel, weights: Span<Float>, source: TextEncoding,
    target: TextEncoding, training: String
  ) throws(FileError) {
    let options = model.options
    precondition(
      source.vocabulary.count == options.sourceVocabulary
        && target.vocabulary.count == options.targetVocabulary, "the model's own vocabularies")
    var metadata = ModelMetadata(task: .translate, config: options.config)
    metadata.setTexts(source: source.texts, target: target.texts)
    metadata.training = training
    try ModelFile.write(to: path, metadata: metadata, layout: model.layout, weights: weights)
  }
}

/// Why a safetensors file is not the model that was asked for.
package enum ModelFileError: Error, Equatable, Sendable {
  /// The file does not say that it is a model of ours.
  case notAModel(path: String)
  /// A format that we do not know, such as that of a later version.
  case unknownFormat(path: String, found: String)
  case unknownTask(path: String, found: String)
  /// A model, but not for what is to be done with it.
  case otherTask(path: String, expected: String, found: String)
  /// `key` is one that every model has in its `__metadata__`.
  case missingMetadata(path: String, key: String)
  case missingTensor(path: String, tensor: String)
  /// The model that the file describes has no such tensor.
  case unexpectedTensor(path: String, tensor: String)
  case wrongShape(path: String, tensor: String, expected: [Int], found: [Int])
}

/// What a model file holds beside the weights: all that is needed to run it, as text.
///
/// Only that the texts are there is checked here; what they say is for their readers.
package struct ModelMetadata: Sendable {
  package enum Task: String, CaseIterable, Sendable {
    case translate
    case classify
    case languageModel = "language-model"
  }

  package static let format = "translate-model/1"

  package var task: Task
  /// The model's options, as JSON.
  package var config: String

  /// Vocabularies and labels are the text of a vocabulary file.
  package var sourceVocabulary: String?
  package var targetVocabulary: String?
  package var labels: String?
  /// JSON: kind, locale, lowercase, rules, versions of ICU and Unicode.
  package var sourceTokenizer: String?
  package var targetTokenizer: String?
  /// The text of a merges file.
  package var sourceBPE: String?
  package var targetBPE: String?
  /// JSON: version of the program, seed, updates, scores, SHA-256 of the training files.
  package var training: String?

  package init(task: Task, config: String) {
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
  package static func == (one: Self, other: Self) -> Bool { one.entries == other.entries }
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
