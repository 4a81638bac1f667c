import Corpora
import Decoding
import Evaluation
import Files
import Glibc
import Kernels
import RecurrentModels
import TextProcessing
import Threading

/// The sentences on which models are compared, with their references.
struct ValidationText: Sendable {
  let files: CorpusFiles
  private(set) var sources: [[UInt8]] = []
  private(set) var references: [[UInt8]] = []

  /// Reads files that were checked beside the corpus, with U+FFFD for what is not UTF-8.
  init(_ files: CorpusFiles) throws {
    self.files = files
    var corpus = try ParallelCorpus(files)
    func valid(_ line: Line) -> [UInt8] {
      line.invalidByte == nil
        ? Array(line.text) : Array(String(decoding: line.text, as: UTF8.self).utf8)
    }
    while let pair = try corpus.next() {
      sources.append(valid(pair.source))
      references.append(valid(pair.target))
    }
  }

  /// Throws where a file has no lines, before the work on a large corpus begins.
  static func requireLines(of files: CorpusFiles) throws {
    for path in files.paths {
      var lines = try LineStream(path: path)
      if try lines.next() == nil { throw CorpusPreparationError.emptyValidation(path: path) }
    }
  }

  /// How many of each side's tokens, split as the model reads them, its vocabulary knows.
  func coverage(
    _ source: TextEncoding, _ target: TextEncoding
  ) throws -> Sides<VocabularyCoverage.Tally> {
    func tally(_ lines: [[UInt8]], by encoding: TextEncoding) throws -> VocabularyCoverage.Tally {
      var encoder = try encoding.makeEncoder()
      var tally = VocabularyCoverage.Tally()
      for line in lines {
        var ids: [Int32] = []
        try encoder.append(line.span, to: &ids)
        let unknown = ids.count { $0 == SpecialToken.unknown.rawValue }
        tally.unknown += unknown
        tally.known += ids.count - unknown - 1  // </s> is not a token of the line
      }
      return tally
    }
    return Sides(
      source: try tally(sources, by: source), target: try tally(references, by: target))
  }
}

/// What a model in training is evaluated on: translations as `translate evaluate` would make them with
/// the model that is saved, and probabilities as `translate logprob` finds them.
struct ValidationSet: Sendable {
  private let sources: [SourceLine]
  private let references: [[UInt8]]
  private let pairs: SentencePairs
  private let source, target: TextEncoding
  private let bleu: BLEU
  private let chrf: ChrF
  let distinctReferences: Int

  /// - Parameter tokenizer: `none` where the text was tokenized before.
  init(
    _ text: ValidationText, source: TextEncoding, target: TextEncoding, tokenizer: BLEU.Tokenizer
  ) throws {
    func encode(_ lines: [[UInt8]], _ encoding: TextEncoding) throws -> IDSequences {
      var encoder = try encoding.makeEncoder()
      var sequences = IDSequences()
      for line in lines { try encoder.append(line.span, to: &sequences) }
      return sequences
    }
    pairs = SentencePairs(
      sources: try encode(text.sources, source), targets: try encode(text.references, target))
    do throws(PairLengthError) {
      try PairScorer.checkLengths(of: pairs)
    } catch {
      throw CorpusPreparationError.validationTooLong(
        path: text.files.path(of: error.side), line: error.line, tokens: error.tokens,
        limit: error.limit)
    }
    var options = BLEU.Options()
    options.tokenizer = tokenizer
    bleu = try BLEU(references: [text.references], options: options)
    chrf = try ChrF(references: [text.references])
    sources = text.sources.map { SourceLine($0) }
    references = text.references
    distinctReferences = Set(references).count
    (self.source, self.target) = (source, target)
  }

  var count: Int { references.count }

  /// The metric that selects the best model: the one that is asked for, or cross-entropy where that
  /// one gives 0 even to the references, as BLEU does where none of them has four words.
  func selectingMetric(_ metric: ValidationMetric) throws -> ValidationMetric {
    let perfect: Double? =
      switch metric {
      case .bleu: try bleu.score(references).value
      case .chrf: try chrf.score(references).value
      case .crossEntropy, .perplexity: nil
      }
    return perfect == 0 ? .crossEntropy : metric
  }

  struct Result {
    var scores: [ValidationMetric: Double]
    var translations: [[UInt8]]
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

  /// The mean over the references' tokens, each given those before it.
  private func crossEntropy(of model: InferenceModel, on pool: WorkerPool) -> Double {
    let scorer = PairScorer(
      model, source: source, target: target, miniBatch: Translator.Options().miniBatch, on: pool)
    let logProbability = scorer.scores(of: pairs).reduce(0) { $0 + $1.sum }
    return -logProbability / Double(pairs.targets.ids.count)
  }

  /// A few sentences spread over the set, the same each time.
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
