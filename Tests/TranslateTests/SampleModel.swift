import Kernels
import RecurrentModels
import TestSupport
import TextProcessing

/// Small models with random weights, which say nothing of sense and always the same.
enum SampleModel {
  /// How sentences end.
  enum Ending: Float {
    case never = -100
    case atOnce = 100
    case byChance = 0.6
  }

  static let encoding = try! TextEncoding.learned(
    from: ["a cat sat on the mat and looked at it", "this is the house that we saw , not that"],
    TokenizerOptions(kind: .space))

  /// Writes a model and returns its path.
  @discardableResult
  static func write(
    _ name: String = "model", to folder: TemporaryFolder, ending: Ending = .byChance,
    attention: AttentionKind? = nil, encoding: TextEncoding = encoding
  ) throws -> String {
    let model = TranslationModel(options(attention, encoding))
    let weights = FloatArray(count: model.layout.size)
    model.initialize(ParameterValues(weights.elements, layout: model.layout), seed: 5)
    // Larger than training begins with: else all sentences would be translated alike.
    for index in weights.elements.indices { weights.elements[index] *= 4 }
    let bias = model.layout["output.bias"]!
    weights.elements[bias.offset + SpecialToken.unknown.rawValue] = -100
    weights.elements[bias.offset + SpecialToken.end.rawValue] = ending.rawValue
    let path = folder.path(name)
    try TranslationModelFile.write(
      to: path, model: model, weights: weights.elements.span, source: encoding, target: encoding,
      training: "{}")
    return path
  }

  private static func options(
    _ attention: AttentionKind?, _ encoding: TextEncoding
  ) -> TranslationOptions {
    var options = TranslationOptions(
      sourceVocabulary: encoding.vocabulary.count, targetVocabulary: encoding.vocabulary.count)
    (options.embeddingWidth, options.units, options.isBidirectional) = (16, 32, true)
    options.attention = attention
    return options
  }

  /// Writes a model that is of another task, whatever its tensors are.
  static func writeClassifier(_ name: String, to folder: TemporaryFolder) throws {
    var layout = ParameterLayout()
    layout.add("output.bias", [2])
    let weights = [Float](repeating: 0, count: layout.size)
    try ModelFile.write(
      to: folder.path(name), metadata: ModelMetadata(task: .classify, config: "{}"),
      layout: layout, weights: weights.span)
  }
}

extension SampleModel {
  /// How text is split by what ICU knows.
  static func lowercasing() throws -> Segmentation {
    try Segmentation(TokenizerOptions(kind: .space, lowercase: true))
  }
}
