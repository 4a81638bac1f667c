import Kernels
import RecurrentModels
import TextProcessing

/// All of a training in one file, from which it goes on as if it had never stopped.
///
/// A safetensors file of its own: the weights, the optimizer's moments and the average as tensors,
/// the rest as texts. It is replaced whole, by one renaming.
package struct Checkpoint: Sendable {
  package static let format = "translate-checkpoint/1"

  package let state: TrainingState
  /// The options of the training, by which it is told whether a command line agrees.
  package let settings: JSON
  package let source: TextEncoding
  package let target: TextEncoding
  private let file: SafetensorsFile

  /// Arrays of the size of the weights.
  enum Array: String {
    case weights
    case average
  }

  private enum Key {
    static let format = "format"
    static let state = "state"
    static let settings = "settings"
  }

  /// Throws a `FileError`, a `SafetensorsError`, a `TextEncodingError` or a `CheckpointError`.
  package init(path: String) throws {
    file = try SafetensorsFile(path: path)
    let header = file.header
    guard let format = header[metadata: Key.format], format == Self.format else {
      throw CheckpointError.notCheckpoint(path: path, format: header[metadata: Key.format])
    }
    func json(_ key: String) throws -> JSON {
      guard let text = header[metadata: key] else {
        throw CheckpointError.missing(path: path, key: key)
      }
      do {
        return try JSON(parsing: text.utf8)
      } catch { throw CheckpointError.malformed(path: path, key: key) }
    }
    guard let state = TrainingState(try json(Key.state)) else {
      throw CheckpointError.malformed(path: path, key: Key.state)
    }
    self.state = state
    settings = try json(Key.settings)
    source = try TextEncoding(Self.texts(CorpusSide.source, header, path), path: path)
    target = try TextEncoding(Self.texts(CorpusSide.target, header, path), path: path)
  }

  private static func texts(
    _ side: CorpusSide, _ header: SafetensorsHeader, _ path: String
  ) throws -> TextEncoding.Texts {
    func text(_ part: String) throws -> String {
      let key = "\(side)_\(part)"
      guard let text = header[metadata: key] else {
        throw CheckpointError.missing(path: path, key: key)
      }
      return text
    }
    return TextEncoding.Texts(
      vocabulary: try text("vocabulary"), tokenizer: try text("tokenizer"),
      bpe: header[metadata: "\(side)_bpe"])
  }

  private static func entries(
    _ side: CorpusSide, _ encoding: TextEncoding
  ) -> [SafetensorsHeader.Entry] {
    let texts = encoding.texts
    return [
      .init("\(side)_vocabulary", texts.vocabulary), .init("\(side)_tokenizer", texts.tokenizer),
    ] + (texts.bpe.map { [.init("\(side)_bpe", $0)] } ?? [])
  }

  // MARK: Reading

  /// Fills an array as the layout has it. Throws a `CheckpointError` where the file has other tensors.
  func read(_ array: Array, into values: FloatArray, _ layout: ParameterLayout) throws {
    try read(array.rawValue, into: values.elements, layout)
  }

  func read(
    _ name: String, into values: UnsafeMutableBufferPointer<Float>, _ layout: ParameterLayout
  ) throws {
    for tensor in layout.tensors {
      let key = "\(name).\(tensor.name)"
      guard let found = file[key], found.shape == tensor.shape else {
        throw CheckpointError.otherModel(path: file.path, tensor: key)
      }
      withExtendedLifetime(try file.floats(of: found)) {
        _ = values.extracting(tensor.range).update(fromContentsOf: $0.elements)
      }
    }
  }

  // MARK: Writing

  /// It is on the disk, in its place, when this returns.
  static func write(
    to path: String, _ trainer: Trainer, settings: JSON, source: TextEncoding, target: TextEncoding
  ) throws(FileError) {
    let layout = trainer.model.layout
    let arrays =
      [(name: Array.weights.rawValue, values: trainer.learner.weights.elements)]
      + trainer.optimizer.momentNames.enumerated().map { index, name in
        (name: name, values: trainer.optimizer.moment(index))
      }
      + (trainer.average.map { [(name: Array.average.rawValue, values: $0.weights.elements)] }
        ?? [])
    var header = SafetensorsHeader(
      metadata: [
        .init(Key.format, format), .init(Key.state, trainer.state.json.text),
        .init(Key.settings, settings.text),
      ] + entries(.source, source) + entries(.target, target))
    for array in arrays {
      for tensor in layout.tensors {
        header.add("\(array.name).\(tensor.name)", .f32, tensor.shape)
      }
    }
    var writer = try SafetensorsWriter(path: path, header: header)
    for array in arrays {
      for tensor in layout.tensors {
        try writer.append(array.values.span.extracting(tensor.range).bytes)
      }
    }
    try writer.commit()
  }
}

/// Why a file is not the checkpoint that is to be gone on from.
public enum CheckpointError: Error, Equatable, Sendable {
  /// The format that the file says it has is none of ours, or it says none.
  case notCheckpoint(path: String, format: String?)
  case missing(path: String, key: String)
  case malformed(path: String, key: String)
  /// The model that was asked for has such a tensor, and the file has none of its shape.
  case otherModel(path: String, tensor: String)
}
