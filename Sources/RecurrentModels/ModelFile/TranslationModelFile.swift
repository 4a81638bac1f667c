import Files
import Kernels
import TextProcessing

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
    (metadata.sourceTexts, metadata.targetTexts) = (source.texts, target.texts)
    metadata.training = training
    try ModelFile.write(to: path, metadata: metadata, layout: model.layout, weights: weights)
  }
}
