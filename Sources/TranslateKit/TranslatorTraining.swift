import Corpora
import Files
import FoundationEssentials
import Glibc
import RecurrentModels
import TextProcessing
import Training

/// A training of a translation model on a corpus: what `translate train` does with the same options.
///
/// ```swift
/// var training = TranslatorTraining(
///   corpus: .init(source: URL(filePath: "train.en"), target: URL(filePath: "train.fr")),
///   output: URL(filePath: "model"))
/// training.validation = .init(
///   source: URL(filePath: "valid.en"), target: URL(filePath: "valid.fr"))
/// training.epochs = 20
/// let model = try training.run { print($0.update, $0.crossEntropy) }
/// let translator = try Translator(contentsOf: model)
/// ```
public struct TranslatorTraining: Sendable {
  /// Two files of as many lines: a sentence on each, and its translation on the same line of the other.
  ///
  /// ```swift
  /// let corpus = TranslatorTraining.Corpus(
  ///   source: URL(filePath: "train.en"), target: URL(filePath: "train.fr"))
  /// ```
  public struct Corpus: Sendable {
    /// The file of the sentences, which may be compressed by gzip.
    public var source: URL
    /// The file of their translations.
    public var target: URL

    /// The corpus of these files.
    public init(source: URL, target: URL) {
      (self.source, self.target) = (source, target)
    }

    fileprivate var files: CorpusFiles { .sides(source: source.path, target: target.path) }
  }

  /// The text to learn from.
  public var corpus: Corpus
  /// The validation set, by whose BLEU the best model is selected; nil keeps the last model.
  public var validation: Corpus?
  /// The folder that the model, the checkpoint and the log are written to; created if missing.
  public var output: URL
  /// Whether the results of an earlier training in the folder are replaced; else they are an error.
  public var overwrite = false
  /// The language code of the source, such as `en` or `fr-CA`: selects its tokenization rules.
  public var sourceLanguage: String?
  /// The language code of the translations.
  public var targetLanguage: String?
  /// How many BPE merges are learned jointly on both sides; 0 disables BPE.
  public var merges = 8000
  /// The size of the hidden state and of the embeddings: an even number.
  public var units = 256
  /// The batch size in sentences.
  public var batchSize = 64
  /// The last epoch; nil goes on until five validations in a row found no better model. One of
  /// `validation`, `epochs` and `updates` has to be set.
  public var epochs: Int?
  /// The last update; nil sets no limit.
  public var updates: Int?
  /// The random seed. The same seed, options and files give the same bytes.
  public var seed: UInt64 = 1
  /// The number of threads; nil is one per processor. The result does not depend on it.
  public var threads: Int?

  /// A training with the defaults of `translate train`.
  public init(corpus: Corpus, output: URL) {
    (self.corpus, self.output) = (corpus, output)
  }

  /// How far a training is.
  ///
  /// ```swift
  /// let bar = String(repeating: "#", count: Int(40 * (progress.fraction ?? 0)))
  /// ```
  public struct Progress: Sendable {
    /// The epoch, counted from 1.
    public var epoch = 1
    /// The updates made so far.
    public var update = 0
    /// How much of the training is done, from 0 to 1; nil where it has no last epoch or update.
    public var fraction: Double?
    /// The mean cross-entropy of the epoch's target tokens so far, in nats.
    public var crossEntropy = 0.0
    /// Target tokens learned from in a second.
    public var tokensPerSecond = 0
    /// The BLEU of the last validation, where there was one.
    public var bleu: Double?
    /// Whether the model of the last validation is the best so far, and was saved.
    public var isBest = false
  }

  /// Trains until the end and returns the file of the model. This blocks the calling thread.
  ///
  /// Throws a `TranslationError`, what `report` throws, or a `CancellationError` where the task was
  /// cancelled: then the best model so far is in the output folder, where there is one. Such a
  /// training cannot be resumed. While it runs, no other training can use the folder.
  ///
  /// - Parameter report: Is called after every update and every validation, on the calling thread.
  @discardableResult
  public func run(_ report: @escaping (Progress) throws -> Void = { _ in }) throws -> URL {
    do { try checkOptions() } catch { throw TranslationError(error) }
    let training = makeRun()
    var tracker = ProgressTracker(epochs: epochs, updates: updates)
    let outcome: TrainingOutcome
    do {
      outcome = try training.run(
        report: { if let progress = tracker.progress(after: $0) { try report(progress) } },
        isInterrupted: { Task.isCancelled })
    } catch {
      throw TranslationError.wrapping(error)
    }
    if outcome.end == .interrupted { throw CancellationError() }
    return URL(filePath: training.folder.model)
  }

  /// Refuses what `translate train` refuses, before any file is touched.
  private func checkOptions() throws(OptionError) {
    try OptionError.require("merges", merges, in: 0...1 << 20)
    try OptionError.require("units", units, in: 1...65536)
    try OptionError.require("batchSize", batchSize, in: 1...65536)
    try OptionError.require("epochs", epochs, in: 1 ... .max)
    try OptionError.require("updates", updates, in: 1 ... .max)
    try OptionError.require("threads", threads, in: 1...256)
    if !units.isMultiple(of: 2) {
      throw OptionError(
        message:
          "units is \(units), and has to be even: each direction of the encoder has half of it")
    }
    if validation == nil, epochs == nil, updates == nil {
      throw OptionError(
        message: "without validation, epochs and updates the training would never end: set one")
    }
  }

  private func makeRun() -> TrainingRun {
    var preparation = CorpusPreparation(corpus.files)
    preparation.sourceTokenizer.locale = sourceLanguage ?? ""
    preparation.targetTokenizer.locale = targetLanguage ?? ""
    preparation.merges = .joint(merges == 0 ? .none : .learned(count: merges))
    preparation.vocabularies = .joint(.built())
    preparation.maxLength = 100
    preparation.threads = threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var options = TrainingOptions.recommended
    options.batches.miniBatch = batchSize
    (options.lastEpoch, options.lastUpdate) = (epochs, updates)
    (options.seed, options.batches.seed) = (seed, seed)
    var run = TrainingRun(
      folder: TrainingFolder(path: output.path), corpus: preparation,
      validation: validation?.files,
      model: { [units] corpus in
        var options = TranslationOptions.recommended(
          sourceVocabulary: corpus.source.vocabulary.count,
          targetVocabulary: corpus.target.vocabulary.count)
        (options.units, options.embeddingWidth) = (units, units)
        return options
      }, options: options, settings: [], configuration: configuration)
    run.overwrites = overwrite
    return run
  }

  /// The options under the names of the command line, from which the training can be repeated.
  private var configuration: String {
    func line(_ name: String, _ value: String?) -> String { value.map { "\(name): \($0)\n" } ?? "" }
    func quoted(_ text: String?) -> String? { text.map { JSON.string($0).text } }
    return line("output", quoted(output.path))
      + line("train-source", quoted(corpus.source.path))
      + line("train-target", quoted(corpus.target.path))
      + line("valid-source", quoted(validation?.source.path))
      + line("valid-target", quoted(validation?.target.path))
      + line("source-language", quoted(sourceLanguage))
      + line("target-language", quoted(targetLanguage)) + line("bpe-merges", "\(merges)")
      + line("dim-rnn", "\(units)") + line("mini-batch", "\(batchSize)")
      + line("after-epochs", epochs.map { "\($0)" })
      + line("after-batches", updates.map { "\($0)" }) + line("seed", "\(seed)")
  }
}

/// Makes of a training's events what a progress bar shows.
private struct ProgressTracker {
  let epochs: Int?
  let updates: Int?
  private var pairs = 0  // of an epoch
  private var seen = 0  // of this epoch
  private var progress = TranslatorTraining.Progress()

  init(epochs: Int?, updates: Int?) { (self.epochs, self.updates) = (epochs, updates) }

  /// Nil where there is nothing new to show.
  mutating func progress(after event: TrainingEvent) -> TranslatorTraining.Progress? {
    switch event {
    case .started(let facts): pairs = facts.pairs
    case .updated(let update, let epoch):
      seen = (update.epoch == progress.epoch ? seen : 0) + update.sentences
      (progress.epoch, progress.update) = (update.epoch, update.update)
      progress.fraction = fraction
      progress.crossEntropy = epoch.crossEntropy
      progress.tokensPerSecond = epoch.wordsPerSecond
      return progress
    case .validated(let facts):
      (progress.bleu, progress.isBest) = (facts.scores[.bleu], facts.isBest)
      return progress
    default: break
    }
    return nil
  }

  private var fraction: Double? {
    let ofUpdates = updates.map { Double(progress.update) / Double($0) }
    let ofEpochs = epochs.map {
      (Double(progress.epoch - 1) + Double(seen) / Double(max(pairs, 1))) / Double($0)
    }
    return [ofUpdates, ofEpochs].compactMap { $0 }.max().map { min($0, 1) }
  }
}
