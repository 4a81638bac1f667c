import Files
import Kernels
import TextProcessing

/// A model in one safetensors file: the weights as tensors, everything else as text in the
/// metadata.
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

  /// All weights in the layout's order, which must not be written to: the mapped file itself where
  /// its tensors are aligned as in memory, else a copy.
  ///
  /// Throws a `ModelFileError` or a `SafetensorsError` unless the file has exactly the layout's
  /// tensors, of the same shapes, in float32.
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

  /// The tensors of the file in the layout's order.
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

  /// The weights in the mapped file, if each is where the layout has it.
  private func mapped(_ weights: [FloatArray], as layout: ParameterLayout) -> FloatArray? {
    guard let first = weights.first?.elements.baseAddress,
      UInt(bitPattern: first).isMultiple(of: UInt(Workspace.alignment)),
      zip(layout.tensors, weights).allSatisfy({ $1.elements.baseAddress == first + $0.offset })
    else { return nil }
    return FloatArray(
      UnsafeMutableBufferPointer(start: first, count: layout.end), of: file.owner)
  }

  /// Writes a model whole or not at all; it is on the disk when this returns. `weights` are in the
  /// layout's order. The same model gives the same bytes.
  package static func write(
    to path: String, metadata: ModelMetadata, layout: ParameterLayout, weights: Span<Float>
  ) throws(FileError) {
    precondition(weights.count == layout.size, "all weights of the layout")
    var header = SafetensorsHeader(metadata: metadata.entries)
    for tensor in layout.tensors { header.add(tensor.name, .f32, tensor.shape) }
    var writer = try SafetensorsWriter(path: path, header: header)
    for tensor in layout.tensors { try writer.append(weights.extracting(tensor.range).bytes) }
    try writer.commit()
  }
}

/// A translation model file: everything that is needed to translate.
package struct TranslationModelFile: Sendable {
  package let path: String
  package let model: TranslationModel
  /// See `ModelFile.floats`: they must not be written to.
  package let weights: FloatArray
  package let source: TextEncoding
  package let target: TextEncoding
  package let metadata: ModelMetadata

  /// Checks that the weights fit the config, and the config the vocabularies. Throws a `FileError`,
  /// a `SafetensorsError`, a `ModelFileError`, a `ModelConfigError`, or what `TextEncoding` throws.
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
  ///   - weights: in the order of the model's layout.
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

/// Why a safetensors file is not the model that is needed.
package enum ModelFileError: Error, Equatable, Sendable {
  /// The metadata have no format.
  case notAModel(path: String)
  /// Another format, such as that of a checkpoint or of a later version.
  case unknownFormat(path: String, found: String)
  case unknownTask(path: String, found: String)
  /// A model for another task.
  case otherTask(path: String, expected: String, found: String)
  /// `key` is required in the `__metadata__` of a model.
  case missingMetadata(path: String, key: String)
  case missingTensor(path: String, tensor: String)
  /// The model of the config has no such tensor.
  case unexpectedTensor(path: String, tensor: String)
  case wrongShape(path: String, tensor: String, expected: [Int], found: [Int])
}

/// The metadata of a model file: everything beside the weights that is needed to run it, as text.
///
/// It only checks that the texts are there; those who read them check what is in them.
package struct ModelMetadata: Sendable {
  package enum Task: String, CaseIterable, Sendable {
    case translate
    case classify
    case languageModel = "language-model"
  }

  package static let format = "translate-model/1"

  package var task: Task
  /// The architecture as JSON.
  package var config: String

  /// Vocabularies and labels are the contents of vocabulary files.
  package var sourceVocabulary: String?
  package var targetVocabulary: String?
  package var labels: String?
  /// JSON: kind, locale, lowercase, rules, versions of ICU and Unicode.
  package var sourceTokenizer: String?
  package var targetTokenizer: String?
  /// The contents of a merges file.
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

  /// Refuses other formats, so that nothing is misread; ignores keys that a later version adds to
  /// the same format.
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

  /// In the order of the file.
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

// MARK: - Text encodings, each of which is several texts of the metadata

extension ModelMetadata {
  enum Side { case source, target }

  /// Throws where the vocabulary or the tokenizer is missing.
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
