import Files
import Kernels
import TestSupport
import Testing
import TextProcessing

@testable import RecurrentModels

@Suite struct TranslationModelFileTests {
  static let source = try! TextEncoding.learned(
    from: ["the house is small", "e\u{301} \u{e9}"], merges: 5)
  static let target = try! TextEncoding.learned(
    from: ["la maison est petite"], TokenizerOptions(kind: .char, locale: "fr", lowercase: true))

  private let folder = try! TemporaryFolder()

  private static func options(
    _ change: (inout TranslationOptions) -> Void = { _ in }
  ) -> TranslationOptions {
    var options = TranslationOptions(
      sourceVocabulary: source.vocabulary.count, targetVocabulary: target.vocabulary.count)
    (options.embeddingWidth, options.units) = (16, 32)
    change(&options)
    return options
  }

  private func write(_ options: TranslationOptions) throws -> (path: String, weights: FloatArray) {
    let model = TranslationModel(options)
    let weights = FloatArray(count: model.layout.size)
    model.initialize(ParameterValues(weights.elements, layout: model.layout), seed: 3)
    let path = folder.path("model")
    try TranslationModelFile.write(
      to: path, model: model, weights: weights.elements.span, source: Self.source,
      target: options.tiesEmbeddings ? Self.source : Self.target, training: #"{"seed":3}"#)
    return (path, weights)
  }

  static let architectures: [(name: String, options: TranslationOptions)] = [
    ("a plain one", options()),
    ("sizes that leave gaps in memory", options { ($0.embeddingWidth, $0.units) = (3, 10) }),
    (
      "everything",
      options {
        ($0.cell, $0.depth, $0.isBidirectional) = (.gru, 2, true)
        ($0.attention, $0.feedsInput) = (.additive, true)
        ($0.isNormalized, $0.isResidual) = (true, true)
      }
    ),
    (
      "tied",
      options {
        ($0.tiesEmbeddings, $0.embeddingWidth, $0.attention) = (true, 32, .general)
        $0.targetVocabulary = $0.sourceVocabulary
      }
    ),
  ]

  @Test(arguments: architectures)
  func `gives back what was written`(name: String, options: TranslationOptions) throws {
    let (path, weights) = try write(options)
    let file = try TranslationModelFile(path: path)
    #expect(file.model.options == options)
    #expect(file.source == Self.source)
    #expect(file.target == (options.tiesEmbeddings ? Self.source : Self.target))
    #expect(file.metadata.training == #"{"seed":3}"#)
    for tensor in file.model.layout.tensors {
      let same = tensor.range.allSatisfy {
        file.weights.elements[$0].bitPattern == weights.elements[$0].bitPattern
      }
      #expect(same, "\(tensor.name)")
    }
  }

  @Test func `copies weights only where the file has them otherwise than memory`() throws {
    let even = try ModelFile(path: write(Self.architectures[0].options).path)
    let layout = TranslationModel(Self.architectures[0].options).layout
    let first = try even.weights(as: layout)[0]
    let floats = try even.floats(as: layout)
    #expect(floats.start == first.elements.baseAddress)
    let odd = try ModelFile(path: write(Self.architectures[1].options).path)
    let oddLayout = TranslationModel(Self.architectures[1].options).layout
    #expect(try odd.floats(as: oddLayout).count == oddLayout.size)
  }

  @Test func `writes its config as the options of training`() {
    let plain = Self.options { $0.dropout = 0.3 }
    #expect(
      plain.config == """
        {"cell":"lstm","dim-emb":16,"dim-rnn":32,"enc-depth":1,"dec-depth":1,\
        "enc-type":"unidirectional","attention":"none","input-feed":false,\
        "tied-embeddings":false,"layer-normalization":false,"residual":false}
        """)
  }

  struct Config: CustomTestStringConvertible, Sendable {
    var key: String
    var value: String?
    var error: @Sendable (_ path: String) -> ModelConfigError
    var testDescription: String { "\(key): \(value ?? "nothing")" }

    init(
      _ key: String, _ value: String?,
      _ error: @escaping @Sendable (_ path: String) -> ModelConfigError
    ) {
      (self.key, self.value, self.error) = (key, value, error)
    }

    /// A sound config but for this value.
    var text: String {
      let sound: KeyValuePairs = [
        "cell": #""lstm""#, "dim-emb": "4", "dim-rnn": "6", "enc-depth": "1", "dec-depth": "1",
        "enc-type": #""bidirectional""#, "attention": #""none""#,
      ]
      var members = sound.filter { $0.key != key }.map { #""\#($0.key)":\#($0.value)"# }
      if let value { members.append(#""\#(key)":\#(value)"#) }
      return "{\(members.joined(separator: ","))}"
    }
  }

  @Test(arguments: [
    Config("cell", nil) { .missingKey(path: $0, key: "cell") },
    Config("cell", #""mgu""#) { .unknownValue(path: $0, key: "cell", value: #""mgu""#) },
    Config("cell", "1") { .unknownValue(path: $0, key: "cell", value: "1") },
    Config("dim-emb", "0") {
      .outOfRange(path: $0, key: "dim-emb", value: "0", range: 1...65_536)
    },
    Config("dim-rnn", "9223372036854775807") {
      .outOfRange(path: $0, key: "dim-rnn", value: "9223372036854775807", range: 1...65_536)
    },
    Config("dim-rnn", "4.5") { .unknownValue(path: $0, key: "dim-rnn", value: "4.5") },
    Config("dim-rnn", "5") { .conflict(path: $0, .oddUnits(5)) },
    Config("enc-depth", "-1") {
      .outOfRange(path: $0, key: "enc-depth", value: "-1", range: 1...64)
    },
    Config("dec-depth", "2") { .unequalDepths(path: $0, encoder: 1, decoder: 2) },
    Config("enc-type", #""alternating""#) {
      .unknownValue(path: $0, key: "enc-type", value: #""alternating""#)
    },
    Config("attention", "null") { .unknownValue(path: $0, key: "attention", value: "null") },
    Config("input-feed", "true") { .conflict(path: $0, .feedWithoutAttention) },
    Config("residual", #""yes""#) { .unknownValue(path: $0, key: "residual", value: #""yes""#) },
    Config("tied-embeddings", "true") {
      .conflict(path: $0, .tiedWidths(embedding: 4, units: 6))
    },
    Config("heads", "8") { .unknownKey(path: $0, key: "heads") },
  ])
  func `refuses a config that it does not know`(_ config: Config) {
    #expect(throws: config.error("model")) {
      try TranslationOptions(
        config: config.text, sourceVocabulary: 9, targetVocabulary: 8, path: "model")
    }
  }

  @Test func `refuses what is no config`() throws {
    for (text, byte, fault) in [
      ("", 0, JSONFault.endsEarly), ("[]", 0, .expected(UInt8(ascii: "{"))),
    ] {
      let error = ModelConfigError.malformed(path: "m", JSONError(byte: byte, fault: fault))
      #expect(throws: error) {
        try TranslationOptions(config: text, sourceVocabulary: 9, targetVocabulary: 9, path: "m")
      }
    }
    let sizes = Config("tied-embeddings", "true") { _ in .missingKey(path: "", key: "") }.text
      .replacing("\"dim-emb\":4", with: "\"dim-emb\":6")
    #expect(
      throws: ModelConfigError.conflict(path: "m", .tiedVocabularies(source: 9, target: 8))
    ) {
      try TranslationOptions(config: sizes, sourceVocabulary: 9, targetVocabulary: 8, path: "m")
    }
  }

  /// Writes a sound model's weights under other texts.
  private func rewritten(_ change: (inout ModelMetadata) -> Void) throws -> String {
    let model = TranslationModel(Self.options())
    let (path, weights) = try write(Self.options())
    var metadata = try ModelFile(path: path).metadata
    change(&metadata)
    try ModelFile.write(
      to: path, metadata: metadata, layout: model.layout, weights: weights.elements.span)
    return path
  }

  @Test func `refuses another task, a missing text, and another vocabulary`() throws {
    let path = folder.path("model")
    let rows = Self.source.vocabulary.count
    let cases: [(ModelFileError, (inout ModelMetadata) -> Void)] = [
      (
        .otherTask(path: path, expected: "translate", found: "classify"),
        { $0.task = .classify }
      ),
      (.missingMetadata(path: path, key: "source_vocabulary"), { $0.sourceVocabulary = nil }),
      (.missingMetadata(path: path, key: "target_tokenizer"), { $0.targetTokenizer = nil }),
      (
        .wrongShape(
          path: path, tensor: "encoder.embedding", expected: [rows + 1, 16], found: [rows, 16]),
        { $0.sourceVocabulary? += "zebra\t1\n" }
      ),
    ]
    for (error, change) in cases {
      #expect(throws: error) { try TranslationModelFile(path: rewritten(change)) }
    }
  }

  @Test func `refuses a file that ends anywhere before its end`() throws {
    let (path, _) = try write(Self.options())
    let bytes = try folder.bytes("model")
    for length in stride(from: 0, to: bytes.count, by: bytes.count / 50) {
      try folder.write("model", bytes.prefix(length))
      #expect(throws: SafetensorsError.self, "\(length) bytes") {
        try TranslationModelFile(path: path)
      }
    }
  }
}
