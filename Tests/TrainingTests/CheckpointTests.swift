import RecurrentModels
import TestSupport
import Testing
import TextProcessing

@testable import Training

@Suite struct CheckpointTests {
  private let sample = try! SampleTrainer()
  private var path: String { sample.folder("m").checkpoint }

  /// Trains for a few updates; its file is at `path`.
  private func train() throws -> Trainer {
    var options = SampleTrainer.options
    options.lastUpdate = 3
    let trainer = try sample.trainer(options, in: "m")
    _ = try trainer.run()
    return trainer
  }

  @Test func `holds the state, the settings and the encodings`() throws {
    let trainer = try train()
    let checkpoint = try Checkpoint(path: path)
    #expect(checkpoint.state == trainer.state)
    #expect(checkpoint.state.position == BatchPosition(epoch: 1, maxiBatch: 1, batch: 0))
    let settings = try TrainingSettings([.init("seed", ["1"])], corpus: sample.corpus.files)
    #expect(checkpoint.settings == settings.json)
    let encoding = try sample.corpus.training(merges: 10).source
    for texts in [checkpoint.source.texts, checkpoint.target.texts] {
      #expect(texts.vocabulary == encoding.texts.vocabulary && texts.bpe == encoding.texts.bpe)
      #expect(texts.tokenizer == encoding.texts.tokenizer)
    }
  }

  @Test func `is written whole or not at all`() throws {
    _ = try train()
    let names = try TemporaryFolder.names(in: sample.folder("m").path)
    #expect(names == ["checkpoint.safetensors", "model.safetensors"])
  }

  struct Damage: CustomTestStringConvertible, Sendable {
    var name: String
    var old: String
    var new: String  // as long
    var error: @Sendable (_ path: String) -> CheckpointError
    var testDescription: String { name }
  }

  static let damages = [
    Damage(name: "another format", old: "translate-checkpoint/1", new: "translate-checkpoint/9") {
      .notCheckpoint(path: $0, format: "translate-checkpoint/9")
    },
    Damage(name: "no format", old: #""format":"#, new: #""formed":"#) {
      .notCheckpoint(path: $0, format: nil)
    },
    Damage(name: "no state", old: #""state":"#, new: #""stage":"#) {
      .missing(path: $0, key: "state")
    },
    Damage(name: "no settings", old: #""settings":"#, new: #""sittings":"#) {
      .missing(path: $0, key: "settings")
    },
    Damage(name: "no vocabulary", old: "target_vocabulary", new: "target_vocabularY") {
      .missing(path: $0, key: "target_vocabulary")
    },
    Damage(name: "a state without updates", old: #"\"updates\""#, new: #"\"updated\""#) {
      .malformed(path: $0, key: "state")
    },
    Damage(name: "settings that are not JSON", old: #"{\"seed\""#, new: #"[\"seed\""#) {
      .malformed(path: $0, key: "settings")
    },
  ]

  @Test(arguments: damages) func `a damaged file is refused with its reason`(
    _ damage: Damage
  ) throws {
    _ = try train()
    var bytes = try sample.corpus.folder.bytes("m/checkpoint.safetensors")
    let place = try #require(bytes.firstRange(of: damage.old.utf8))
    bytes.replaceSubrange(place, with: damage.new.utf8)
    try sample.corpus.folder.write("m/checkpoint.safetensors", bytes)
    #expect(throws: damage.error(path)) { try Checkpoint(path: path) }
  }

  @Test func `a file that is cut short is refused`() throws {
    _ = try train()
    let bytes = try sample.corpus.folder.bytes("m/checkpoint.safetensors")
    for length in [0, 7, 100, bytes.count - 1] {
      try sample.corpus.folder.write("m/checkpoint.safetensors", bytes.prefix(length))
      #expect(throws: SafetensorsError.self, "\(length)") { try Checkpoint(path: path) }
    }
  }

  @Test func `a model is not a checkpoint`() throws {
    _ = try train()
    let model = sample.folder("m").model
    #expect(throws: CheckpointError.notCheckpoint(path: model, format: ModelMetadata.format)) {
      try Checkpoint(path: model)
    }
  }

  @Test func `another model cannot be resumed from it`() throws {
    let tensors = try train().model.layout.tensors.map(\.name)
    let recurrent = try #require(tensors.first { $0.hasSuffix("weight_ih") })
    #expect(throws: CheckpointError.otherModel(path: path, tensor: "weights.\(recurrent)")) {
      try sample.trainer(in: "m", units: 10, resumes: true)
    }
    var options = SampleTrainer.options
    options.averagingRate = 0.1
    #expect(throws: CheckpointError.otherModel(path: path, tensor: "average.\(tensors[0])")) {
      try sample.trainer(options, in: "m", resumes: true)
    }
  }

  @Test func `a shorter corpus does not have its position`() throws {
    _ = try train()
    let position = BatchPosition(epoch: 1, maxiBatch: 1, batch: 0)
    #expect(throws: BatchPositionError.noSuchMaxiBatch(position, count: 1)) {
      try sample.trainer(in: "m", leavingOut: Array(1...30), resumes: true)
    }
  }
}
