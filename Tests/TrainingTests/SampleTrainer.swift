import Kernels
import RecurrentModels
import TestSupport
import TextProcessing
import Threading

@testable import Training

/// Trainings of a small model on made-up pairs, seven updates an epoch.
final class SampleTrainer {
  let corpus: SampleCorpus
  private let training: TrainingCorpus
  private let validation: ValidationSet

  /// - Parameter longest: words of a validation sentence.
  init(validationOf longest: Int = 5) throws {
    corpus = try SampleCorpus(count: 50, longest: 5)
    training = try corpus.training(merges: 10)
    let others = try SampleCorpus(count: 12, longest: longest, seed: 9)
    validation = try ValidationSet(
      ValidationText(others.files), source: training.source, target: training.target,
      tokenizer: .none)
  }

  /// Two epochs of Adam.
  static var options: TrainingOptions {
    var options = TrainingOptions()
    options.batches = BatchOptions(miniBatch: 8, maxiBatch: 3)
    options.schedule = Schedule(learningRate: 0.01)
    options.decidingMetric = .crossEntropy
    options.lastEpoch = 2
    return options
  }

  /// - Parameter folder: inside the corpus' own; made where it is missing.
  func trainer(
    _ options: TrainingOptions = options, in folder: String, units: Int = 8,
    leavingOut: [Int] = [], isValidated: Bool = true, resumes: Bool = false, threads: Int = 1,
    report: @escaping (TrainingEvent) throws -> Void = { _ in }
  ) throws -> Trainer {
    let folder = self.folder(folder)
    var model = TranslationOptions(
      sourceVocabulary: training.source.vocabulary.count,
      targetVocabulary: training.target.vocabulary.count)
    (model.embeddingWidth, model.units, model.attention) = (6, units, .dot)
    (model.dropout, model.labelSmoothing) = (0.1, 0.1)
    let pairs =
      leavingOut.isEmpty ? training : try corpus.training(merges: 10, leavingOut: leavingOut)
    return try folder.made {
      try Trainer(
        model, options, corpus: pairs, validation: isValidated ? validation : nil, folder: folder,
        settings: TrainingSettings([.init("seed", ["1"])], corpus: corpus.files),
        resuming: resumes ? Checkpoint(path: folder.checkpoint) : nil,
        on: WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread),
        report: report)
    }
  }

  func folder(_ name: String) -> TrainingFolder {
    TrainingFolder(path: corpus.folder.path(name))
  }

  /// The bytes of the model and of the checkpoint in a folder.
  func results(in folder: String) throws -> [[UInt8]] {
    try ["model", "checkpoint"].map { try corpus.folder.bytes("\(folder)/\($0).safetensors") }
  }
}
