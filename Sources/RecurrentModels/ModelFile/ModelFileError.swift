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
