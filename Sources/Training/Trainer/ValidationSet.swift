import Decoding
import Evaluation
import Glibc
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// The pairs that a model in training is judged by.
public struct ValidationSet: Sendable {
  let sources: IDSequences
  let targets: IDSequences
  let sourceTexts: [[UInt8]]
  let references: [[UInt8]]
  private let bleu: BLEU
  private let chrf: ChrF
  private let decoder: SentenceDecoder

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
    var options = BLEU.Options()
    options.tokenizer = tokenizer
    bleu = try BLEU(references: [references], options: options)
    chrf = try ChrF(references: [references])
    self.sources = try encode(sources, source)
    targets = try encode(references, target)
    sourceTexts = sources
    self.references = references
    decoder = target.makeDecoder()
  }

  public var count: Int { references.count }

  /// What a model is worth at this moment.
  struct Result {
    var scores: [ValidationMetric: Double] = [:]
    var translations: [[UInt8]] = []
  }

  /// A few sentences spread over the set, always the same.
  func samples(_ number: Int, of result: Result) -> [ValidationFacts.Sample] {
    (0..<min(number, count)).map { sample in
      let line = count * (2 * sample + 1) / (2 * min(number, count))
      func text(_ lines: [[UInt8]]) -> String { String(decoding: lines[line], as: UTF8.self) }
      return ValidationFacts.Sample(
        source: text(sourceTexts), reference: text(references),
        translation: text(result.translations))
    }
  }

  func validate(_ model: RunningModel, batch: Int = 64, on pool: WorkerPool) -> Result {
    let batches = LengthSorted(
      count: count, size: .sentences(batch), length: { sources.length(of: $0) },
      then: { targets.length(of: $0) })
    let rooms = (0..<pool.count).map { _ in DecodingRoom(model) }
    let parts = Guarded([BatchResult?](repeating: nil, count: batches.batches.count))
    pool.takeTurns(batches.batches.count) { number, worker in
      let part = BatchResult(of: batches[number], in: self, model, in: &rooms[worker].workspace)
      parts.withLock { $0[number] = part }
    }
    return result(parts.withLock { $0.compactMap { $0 } }, batches)
  }

  private func result(_ parts: [BatchResult], _ batches: LengthSorted) -> Result {
    let hypotheses = batches.restored(parts.flatMap(\.hypotheses))
    let logProbability = batches.restored(parts.flatMap(\.logProbabilities)).reduce(0, +)
    var result = Result()
    result.translations = hypotheses.map { hypothesis in
      var text: [UInt8] = []
      decoder.append(hypothesis.words, to: &text)
      return text
    }
    let crossEntropy = -logProbability / Double(targets.ids.count)
    result.scores = [
      .crossEntropy: crossEntropy, .perplexity: exp(crossEntropy),
      .bleu: bleu.score(result.translations).value,
      .chrf: chrf.score(result.translations).value,
    ]
    return result
  }
}

/// What a model made of some of the pairs.
private struct BatchResult {
  let hypotheses: [Hypothesis]
  let logProbabilities: [Double]

  init(
    of sentences: ArraySlice<Int>, in set: ValidationSet, _ model: RunningModel,
    in workspace: inout Workspace
  ) {
    let sources = set.sources.selecting(sentences)
    hypotheses = GreedySearch().translate(
      sources, 0..<sources.count, by: model, in: &workspace)
    logProbabilities = model.logProbabilities(
      of: SentencePairs(sources: sources, targets: set.targets.selecting(sentences)),
      0..<sources.count, in: &workspace
    ).map { $0.reduce(0, +) }
  }
}
