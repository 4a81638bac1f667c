import Files
import Kernels

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

  /// The tensors in the layout's order, where they lie in the file.
  ///
  /// Throws a `ModelFileError` or a `SafetensorsError` unless the file has the layout's tensors, all
  /// of them and no others, each of its shape and of float32.
  package func weights(as layout: ParameterLayout) throws -> [TensorFloats] {
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

  /// All weights in one array as the layout has them, zeros between them. Throws as `weights(as:)`.
  public func flatWeights(as layout: ParameterLayout) throws -> [Float] {
    let weights = try weights(as: layout)
    var flat = [Float](repeating: 0, count: layout.size)
    for (tensor, floats) in zip(layout.tensors, weights) {
      floats.withSpan { span in
        span.withUnsafeBufferPointer { flat.replaceSubrange(tensor.range, with: $0) }
      }
    }
    return flat
  }

  /// All weights as the layout has them, which nobody may write to: the file's own pages where they
  /// lie in it as in memory, without copying; else a copy. Throws as `weights(as:)`.
  package func floats(as layout: ParameterLayout) throws -> FloatArray {
    let weights = try weights(as: layout)
    if let mapped = mapped(weights, as: layout) { return mapped }
    let copy = FloatArray(count: layout.size)
    for (tensor, floats) in zip(layout.tensors, weights) {
      floats.withSpan { span in
        span.withUnsafeBufferPointer {
          (copy.start + tensor.offset).update(from: $0.baseAddress!, count: tensor.count)
        }
      }
    }
    return copy
  }

  /// The weights where they lie, if each is where the layout has it.
  private func mapped(_ weights: [TensorFloats], as layout: ParameterLayout) -> FloatArray? {
    guard let first = weights.first?.elements.baseAddress,
      UInt(bitPattern: first).isMultiple(of: UInt(Workspace.alignment)),
      zip(layout.tensors, weights).allSatisfy({ $1.elements.baseAddress == first + $0.offset })
    else { return nil }
    return FloatArray(
      UnsafeMutableBufferPointer(
        start: UnsafeMutablePointer(mutating: first), count: layout.end), of: file.owner)
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
