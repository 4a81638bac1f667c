import Kernels
import RecurrentModels
import TestSupport
import TextProcessing
import Threading

@testable import Decoding

/// A translator that has learned nothing: what it says makes no sense, but must not depend on how it is
/// asked.
struct SampleModel {
  static let lines = [
    "she moved to France", "the train left", "", "a",
    "he would like a cup of tea and two croissants",
    "  ", "we have lived here since 2005", "the sea", "my brother left the train in France",
  ]

  let encoding: TextEncoding
  let model: InferenceModel
  let pool: WorkerPool

  init(attention: AttentionKind? = .dot, threads: Int = 1, seed: UInt64 = 1) throws {
    encoding = try TextEncoding.learned(
      from: Self.lines, TokenizerOptions(kind: .space), merges: nil)
    var options = TranslationOptions(
      sourceVocabulary: encoding.vocabulary.count, targetVocabulary: encoding.vocabulary.count)
    (options.embeddingWidth, options.units) = (12, 16)
    options.attention = attention
    let model = TranslationModel(options)
    let weights = FloatArray(count: model.layout.size)
    model.initialize(ParameterValues(weights.elements, layout: model.layout), seed: seed)
    pool = WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread)
    self.model = try InferenceModel(model, weights: weights, precision: .float32, on: pool)
  }

  func translations(
    _ lines: [String], _ change: (inout Translator.Options) -> Void = { _ in }
  ) throws -> [Translation] {
    var options = Translator.Options()
    change(&options)
    let translator = Translator(model, source: encoding, target: encoding, options, on: pool)
    return try translator.translate(lines.map { SourceLine(Array($0.utf8)) })
  }

  func sources(_ lines: [String]) throws -> IDSequences {
    var encoder = try encoding.makeEncoder()
    var sequences = IDSequences()
    for line in lines { try encoder.append(Array(line.utf8).span, to: &sequences) }
    return sequences
  }
}
