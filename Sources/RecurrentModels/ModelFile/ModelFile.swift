import Files
import Kernels
import TextProcessing

/// One file that is a whole model: weights in safetensors, and the text that belongs to them.
///
/// Python's `safetensors` reads it. The weights are mapped to memory, not read.
public struct ModelFile: Sendable {
  public let metadata: ModelMetadata
  private let file: SafetensorsFile

  /// Throws a `FileError`, a `SafetensorsError` or a `ModelFileError`.
  public init(path: String) throws {
    file = try SafetensorsFile(path: path)
    metadata = try ModelMetadata(file.header, path: path)
  }

  public var path: String { file.path }

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
  public static func write(
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
public enum ModelFileError: Error, Equatable, Sendable {
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
