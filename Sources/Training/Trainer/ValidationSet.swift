import Decoding
import Evaluation
import Glibc
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// The pairs that a model in training is judged by: translated as `translate evaluate` would with the
/// model that is saved, and found as probable as `translate logprob` finds them.
public struct ValidationSet: Sendable {
  private let sources: [SourceLine]
  private let references: [[UInt8]]
  private let pairs: SentencePairs
  private let source, target: TextEncoding
  private let bleu: BLEU
  private let chrf: ChrF

  /// Throws a `PairLengthError` where a line is too long to be scored.
  ///
  /// - Parameters:
  ///   - sources: Lines of sound UTF-8, as the references are, one for each.
  ///   - tokenizer: `none` where the text was tokenized before.
  public init(
    sources: [[UInt8]], references: [[UInt8]], source: TextEncoding, target: TextEncoding,
    tokenizer: BLEU.Tokenizer
  ) throws {
    precondition(sources.count == references.count, "a reference for each source")
    func encode(_ lines: [[UInt8]], _ encoding: TextEncoding) throws -> IDSequences {
      var encoder = try encoding.makeEncoder()
      var sequences = IDSequences()
      for line in lines { try encoder.append(line.span, to: &sequences) }
      return sequences
    }
    pairs = SentencePairs(
      sources: try encode(sources, source), targets: try encode(references, target))
    try PairScorer.checkLengths(of: pairs)
    var options = BLEU.Options()
    options.tokenizer = tokenizer
    bleu = try BLEU(references: [references], options: options)
    chrf = try ChrF(references: [references])
    self.sources = sources.map { SourceLine($0) }
    self.references = references
    (self.source, self.target) = (source, target)
  }

  public var count: Int { references.count }

  /// What a model is worth at this moment.
  struct Result {
    var scores: [ValidationMetric: Double] = [:]
    var translations: [[UInt8]] = []
  }

  func validate(_ model: InferenceModel, on pool: WorkerPool) throws -> Result {
    let translator = Translator(
      model, source: source, target: target, Translator.Options(), on: pool)
    let translations = try translator.translate(sources).map(\.text)
    let crossEntropy = crossEntropy(of: model, on: pool)
    return Result(
      scores: [
        .crossEntropy: crossEntropy, .perplexity: exp(crossEntropy),
        .bleu: try bleu.score(translations).value, .chrf: try chrf.score(translations).value,
      ], translations: translations)
  }

  /// Of a token of the references, each given those before it.
  private func crossEntropy(of model: InferenceModel, on pool: WorkerPool) -> Double {
    let scorer = PairScorer(
      model, source: source, target: target, miniBatch: Translator.Options().miniBatch, on: pool)
    let logProbability = scorer.scores(of: pairs).reduce(0) { $0 + $1.sum }
    return -logProbability / Double(pairs.targets.ids.count)
  }

  /// A few sentences spread over the set, always the same.
  func samples(_ number: Int, of result: Result) -> [ValidationFacts.Sample] {
    (0..<min(number, count)).map { sample in
      let line = count * (2 * sample + 1) / (2 * min(number, count))
      func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
      return ValidationFacts.Sample(
        source: text(sources[line].text), reference: text(references[line]),
        translation: text(result.translations[line]))
    }
  }
}
