import Corpora
import Files
import Kernels
import RecurrentModels
import TextProcessing

/// A training in one file, from which it continues as if it had never stopped.
///
/// A safetensors file of its own: the weights, the optimizer's moments and the average as tensors,
/// the rest as texts in the metadata. It is replaced whole, by renaming.
package struct Checkpoint: Sendable {
  package static let format = "translate-checkpoint/1"

  package let state: TrainingState
  /// See `TrainingSettings`.
  package let settings: JSON
  package let source: TextEncoding
  package let target: TextEncoding
  private let file: SafetensorsFile

  /// Values as the model's layout has them, such as the weights.
  typealias Array = (name: String, values: UnsafeMutableBufferPointer<Float>)

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
      let text = try Self.text(key, header, path)
      do {
        return try JSON(parsing: text.utf8)
      } catch { throw CheckpointError.malformed(path: path, key: key) }
    }
    guard let state = TrainingState(try json(Key.state)) else {
      throw CheckpointError.malformed(path: path, key: Key.state)
    }
    self.state = state
    settings = try json(Key.settings)
    source = try TextEncoding(Self.texts(.source, header, path), path: path)
    target = try TextEncoding(Self.texts(.target, header, path), path: path)
  }

  private static func texts(
    _ side: CorpusSide, _ header: SafetensorsHeader, _ path: String
  ) throws(CheckpointError) -> TextEncoding.Texts {
    TextEncoding.Texts(
      vocabulary: try text("\(side)_vocabulary", header, path),
      tokenizer: try text("\(side)_tokenizer", header, path), bpe: header[metadata: "\(side)_bpe"])
  }

  private static func text(
    _ key: String, _ header: SafetensorsHeader, _ path: String
  ) throws(CheckpointError) -> String {
    guard let text = header[metadata: key] else { throw .missing(path: path, key: key) }
    return text
  }

  /// Fills an array. Throws where the file has other tensors.
  func read(_ array: Array, _ layout: ParameterLayout) throws {
    for tensor in layout.tensors {
      let key = "\(array.name).\(tensor.name)"
      guard let found = file[key], found.shape == tensor.shape else {
        throw CheckpointError.otherModel(path: file.path, tensor: key)
      }
      withExtendedLifetime(try file.floats(of: found)) {
        _ = array.values.extracting(tensor.range).update(fromContentsOf: $0.elements)
      }
    }
  }

  /// The file is on the disk, in its place, when this returns.
  static func write(
    to path: String, _ state: TrainingState, _ arrays: [Array], _ layout: ParameterLayout,
    settings: JSON, source: TextEncoding, target: TextEncoding
  ) throws(FileError) {
    var header = SafetensorsHeader(
      metadata: [
        .init(Key.format, format), .init(Key.state, state.json.text),
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

  private static func entries(
    _ side: CorpusSide, _ encoding: TextEncoding
  ) -> [SafetensorsHeader.Entry] {
    let texts = encoding.texts
    return [
      .init("\(side)_vocabulary", texts.vocabulary), .init("\(side)_tokenizer", texts.tokenizer),
    ] + (texts.bpe.map { [.init("\(side)_bpe", $0)] } ?? [])
  }
}

/// Why a file is not the checkpoint of this training.
package enum CheckpointError: Error, Equatable, Sendable {
  /// The file says that it has this format, or none.
  case notCheckpoint(path: String, format: String?)
  case missing(path: String, key: String)
  case malformed(path: String, key: String)
  /// The model has such a tensor, and the file none of its name and shape.
  case otherModel(path: String, tensor: String)
}

/// Where a training stands, besides its arrays.
package struct TrainingState: Equatable, Sendable {
  /// Of the next batch.
  package var position = BatchPosition()
  /// Updates made.
  package var updates = 0
  /// Batches learned from, those of skipped updates too: each has random numbers of its own.
  package var batches = 0
  /// Updates skipped, and how many of them in a row.
  package var skipped = 0
  package var skippedInARow = 0
  /// Best score, patience and decays.
  package var plateau = Plateau.State()
  /// The update of the best score, whose weights went into the model file; 0 for none.
  package var bestUpdate = 0
  /// Of all validations.
  package var scores: [ScoreRecord] = []

  package struct ScoreRecord: Equatable, Sendable {
    package var update: Int
    package var metric: ValidationMetric
    package var score: Double
  }
}

extension TrainingState {
  /// As a checkpoint has it.
  var json: JSON {
    [
      "position": [
        "epoch": .integer(position.epoch), "maxi_batch": .integer(position.maxiBatch),
        "batch": .integer(position.batch),
      ],
      "updates": .integer(updates), "batches": .integer(batches),
      "skipped": .integer(skipped), "skipped_in_a_row": .integer(skippedInARow),
      "plateau": [
        "best": plateau.best.map { .number($0) } ?? .null,
        "best_cross_entropy": plateau.bestCrossEntropy.map { .number($0) } ?? .null,
        "stalled": .integer(plateau.stalled), "decays": .integer(plateau.decays),
      ],
      "best_update": .integer(bestUpdate),
      "scores": .array(
        scores.map {
          [
            "update": .integer($0.update), "metric": .string($0.metric.rawValue),
            "score": .number($0.score),
          ]
        }),
    ]
  }

  /// Nil where something is missing or has no meaning.
  init?(_ json: JSON) {
    func count(_ json: JSON?, _ key: String) -> Int? {
      json?[key]?.integer.flatMap { $0 >= 0 ? $0 : nil }
    }
    let (place, plateau) = (json["position"], json["plateau"])
    guard let epoch = count(place, "epoch"), let maxiBatch = count(place, "maxi_batch"),
      let batch = count(place, "batch"), let updates = count(json, "updates"),
      let batches = count(json, "batches"), let skipped = count(json, "skipped"),
      let skippedInARow = count(json, "skipped_in_a_row"),
      let stalled = count(plateau, "stalled"), let decays = count(plateau, "decays"),
      let bestUpdate = count(json, "best_update"), let scores = json["scores"]?.array
    else { return nil }
    self.init()
    position = BatchPosition(epoch: epoch, maxiBatch: maxiBatch, batch: batch)
    (self.updates, self.batches) = (updates, batches)
    (self.skipped, self.skippedInARow, self.bestUpdate) = (skipped, skippedInARow, bestUpdate)
    (self.plateau.stalled, self.plateau.decays) = (stalled, decays)
    self.plateau.best = plateau?["best"]?.number
    self.plateau.bestCrossEntropy = plateau?["best_cross_entropy"]?.number
    for entry in scores {
      guard let update = count(entry, "update"), let value = entry["score"],
        let metric = entry["metric"]?.string.flatMap(ValidationMetric.init)
      else { return nil }
      // JSON cannot write a perplexity that is infinite or not a number.
      guard let score = value == .null ? .nan : value.number else { return nil }
      self.scores.append(ScoreRecord(update: update, metric: metric, score: score))
    }
  }
}
