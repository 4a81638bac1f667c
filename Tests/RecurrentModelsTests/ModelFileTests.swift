import TestSupport
import Testing

@testable import RecurrentModels

@Suite struct ModelFileTests {
  static let layout = {
    var layout = ParameterLayout()
    layout.add("embedding", [5, 3])
    _ = RecurrentLayer(.gru, "decoder.layers.0", inputs: 3, units: 2, in: &layout)
    _ = Projection("output", inputs: 2, outputs: 5, in: &layout)
    return layout
  }()

  /// Numbers whose bits are to survive: zeros of both signs, subnormal, infinite, none at all.
  static let weights = {
    var weights = [Float](repeating: 0, count: layout.size)
    let special: [Float] = [-0.0, .leastNonzeroMagnitude, -.infinity, .greatestFiniteMagnitude]
    for tensor in layout.tensors {
      for index in tensor.range {
        weights[index] = index % 3 == 0 ? special[index / 3 % 4] : Float(index) / 7
      }
    }
    weights[1] = Float(bitPattern: 0x7FC0_1234)
    return weights
  }()

  static let metadata = {
    var metadata = ModelMetadata(task: .languageModel, config: #"{"cell":"gru"}"#)
    metadata.targetVocabulary = "<pad>\t0\n<unk>\t0\n<s>\t0\n</s>\t0\ne\u{301}\\s\t3\n"
    metadata.targetTokenizer = #"{"kind":"char"}"#
    metadata.training = #"{"seed":1}"#
    return metadata
  }()

  private let folder = try! TemporaryFolder()

  @discardableResult
  private func written(_ name: String = "model") throws -> String {
    let path = folder.path(name)
    try ModelFile.write(
      to: path, metadata: Self.metadata, layout: Self.layout, weights: Self.weights.span)
    return path
  }

  /// A file with this `__metadata__` and these tensors of float32.
  private func file(
    _ metadata: KeyValuePairs<String, String>, _ tensors: KeyValuePairs<String, [Int]> = [:]
  ) throws -> String {
    var header = SafetensorsHeader(metadata: metadata.map { .init($0, $1) })
    for (name, shape) in tensors { header.add(name, .f32, shape) }
    let path = folder.path("model")
    var writer = try SafetensorsWriter(path: path, header: header)
    for tensor in header.tensors {
      try writer.append([Float](repeating: 1, count: tensor.bytes.count / 4).span.bytes)
    }
    try writer.commit()
    return path
  }

  @Test func `gives back what was written, to the bit`() throws {
    let file = try ModelFile(path: try written())
    #expect(file.metadata == Self.metadata)
    let weights = try file.floats(as: Self.layout)
    #expect(weights.values.map(\.bitPattern) == Self.weights.map(\.bitPattern))
  }

  @Test func `hands out each tensor where it lies`() throws {
    let file = try ModelFile(path: try written())
    let weights = try file.weights(as: Self.layout)
    for (tensor, floats) in zip(Self.layout.tensors, weights) {
      let expected = Self.weights[tensor.range]
      #expect(floats.values.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test func `writes the same bytes for the same model`() throws {
    try written("a")
    try written("b")
    #expect(try folder.bytes("a") == folder.bytes("b"))
    #expect(try folder.names == ["a", "b"])
  }

  @Test func `begins with its format, and its tensors at a multiple of 64`() throws {
    try written()
    let bytes = try folder.bytes("model")
    let start = #"{"__metadata__":{"format":"translate-model/1","task":"language-model","config":"#
    #expect(bytes.dropFirst(8).starts(with: start.utf8))
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect((8 + length) % 64 == 0)
    #expect(bytes.count == 8 + length + 4 * Self.layout.parameterCount)
  }

  @Test func `keeps every text under its key`() throws {
    var metadata = ModelMetadata(task: .translate, config: "{}")
    metadata.sourceVocabulary = "1"
    metadata.targetVocabulary = "2"
    metadata.labels = "3"
    metadata.sourceTokenizer = "4"
    metadata.targetTokenizer = "5"
    metadata.sourceBPE = "6"
    metadata.targetBPE = "7"
    metadata.training = "8"
    let keys = [
      "format", "task", "config", "source_vocabulary", "target_vocabulary", "labels",
      "source_tokenizer", "target_tokenizer", "source_bpe", "target_bpe", "training",
    ]
    let values = ["translate-model/1", "translate", "{}"] + (1...8).map(String.init)
    #expect(metadata.entries.map(\.key) == keys)
    #expect(metadata.entries.map(\.value) == values)
    let read = try ModelMetadata(SafetensorsHeader(metadata: metadata.entries), path: "model")
    #expect(read == metadata)
  }

  @Test func `passes over a key that it does not know`() throws {
    let path = try file([
      "later": "x", "config": "{}", "task": "classify", "format": "translate-model/1",
    ])
    #expect(try ModelFile(path: path).metadata == ModelMetadata(task: .classify, config: "{}"))
  }

  @Test func `refuses what is no model of ours`() throws {
    let path = folder.path("model")
    let cases: [(KeyValuePairs<String, String>, ModelFileError)] = [
      ([:], .notAModel(path: path)),
      (["format": "pt"], .unknownFormat(path: path, found: "pt")),
      (["format": "translate-model/2"], .unknownFormat(path: path, found: "translate-model/2")),
      (["format": "translate-model/1"], .missingMetadata(path: path, key: "task")),
      (
        ["format": "translate-model/1", "task": "sing"], .unknownTask(path: path, found: "sing")
      ),
      (
        ["format": "translate-model/1", "task": "translate"],
        .missingMetadata(path: path, key: "config")
      ),
    ]
    for (metadata, error) in cases {
      let path = try file(metadata)
      #expect(throws: error) { try ModelFile(path: path) }
    }
  }

  @Test func `refuses weights that are not the layout's`() throws {
    let path = folder.path("model")
    var layout = ParameterLayout()
    layout.add("a", [2, 3])
    layout.add("b", [4])
    let cases: [(KeyValuePairs<String, [Int]>, ModelFileError)] = [
      (["a": [2, 3]], .missingTensor(path: path, tensor: "b")),
      (["a": [2, 3], "b": [4], "c": [1]], .unexpectedTensor(path: path, tensor: "c")),
      (
        ["a": [3, 2], "b": [4]],
        .wrongShape(path: path, tensor: "a", expected: [2, 3], found: [3, 2])
      ),
      (
        ["a": [2, 3], "b": [4, 1]],
        .wrongShape(path: path, tensor: "b", expected: [4], found: [4, 1])
      ),
    ]
    for (tensors, error) in cases {
      let metadata: KeyValuePairs = [
        "format": "translate-model/1", "task": "translate", "config": "{}",
      ]
      let model = try ModelFile(path: try file(metadata, tensors))
      #expect(throws: error) { try model.weights(as: layout) }
      #expect(throws: error) { try model.floats(as: layout) }
    }
  }
}
