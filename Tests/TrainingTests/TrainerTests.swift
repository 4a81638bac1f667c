import TestSupport
import Testing

@testable import Training

@Suite struct TrainerTests {
  private let sample = try! SampleTrainer()

  @Test func `learns, and keeps the best model`() throws {
    var (epochs, validations, saved): ([EpochFacts], [ValidationFacts], [String]) = ([], [], [])
    let outcome = try sample.trainer(in: "m") { event in
      switch event {
      case .epochEnded(let epoch): epochs.append(epoch)
      case .validated(let validation): validations.append(validation)
      case .saved(let path, _): saved.append(path)
      default: break
      }
    }.run()
    #expect(epochs.map(\.epoch) == [1, 2] && epochs.map(\.update) == [7, 14])
    #expect(epochs[1].crossEntropy < epochs[0].crossEntropy)
    #expect(epochs.allSatisfy { $0.loss > $0.crossEntropy }, "smoothing adds to the loss")
    #expect(validations.map(\.isBest) == [true, true] && validations.map(\.update) == [7, 14])
    #expect(validations.allSatisfy { $0.count == 12 && $0.samples.count == 3 })
    let folder = sample.folder("m")
    #expect(saved == [folder.model, folder.checkpoint, folder.model, folder.checkpoint])
    #expect(outcome == TrainingOutcome(end: .completed, update: 14, bestUpdate: 14))
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var change: @Sendable (inout TrainingOptions) -> Void = { _ in }
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "Adam"),
    Case(name: "an average of the weights") { $0.averagingRate = 0.1 },
    Case(name: "descent with momentum") { $0.method = .sgd(momentum: 0.9) },
    Case(name: "RMSprop, two batches an update") {
      $0.method = .rmsprop()
      $0.delay = 2
    },
    Case(name: "dropout of merges") { $0.batches.bytePairDropout = 0.3 },
    Case(name: "validations and a falling rate within epochs") {
      $0.validationInterval = 2
      ($0.plateauFactor, $0.schedule) = (0.5, Schedule(learningRate: 0.5))
    },
  ]

  /// Stopped after each update in turn and resumed, on one thread and on two.
  @Test(arguments: cases) func `a resumed training ends with the bits of one in one go`(
    _ example: Case
  ) throws {
    var options = SampleTrainer.options
    example.change(&options)
    #expect(try sample.trainer(options, in: "whole").run().end == .completed)
    var (resumes, end) = (0, TrainingEnd.interrupted)
    while end == .interrupted && resumes < 100 {
      end = try sample.trainer(
        options, in: "parts", resumes: resumes > 0, threads: 1 + resumes % 2
      ).run { true }.end
      resumes += 1
    }
    #expect(end == .completed && resumes == (options.delay == 1 ? 14 : 8))
    #expect(try sample.results(in: "parts") == sample.results(in: "whole"))
  }

  @Test func `an end that was asked for does not count in a longer training`() throws {
    var options = SampleTrainer.options
    options.validationInterval = 4
    _ = try sample.trainer(options, in: "whole").run()
    options.lastUpdate = 6
    let first = try sample.trainer(options, in: "parts").run()
    #expect(first == TrainingOutcome(end: .completed, update: 6, bestUpdate: 6))
    options.lastUpdate = nil
    _ = try sample.trainer(options, in: "parts", resumes: true).run()
    #expect(try sample.results(in: "parts") == sample.results(in: "whole"))
  }

  @Test func `the number of threads changes no bit`() throws {
    var options = SampleTrainer.options
    options.batches.miniBatch = 50  // in two shards
    for threads in 1...3 {
      _ = try sample.trainer(options, in: "m\(threads)", threads: threads).run()
    }
    let alone = try sample.results(in: "m1")
    for threads in 2...3 { #expect(try sample.results(in: "m\(threads)") == alone, "\(threads)") }
  }

  /// At a rate of zero no validation is better than the first.
  @Test func `early stopping ends after its patience with the best model`() throws {
    var options = SampleTrainer.options
    options.schedule = Schedule(learningRate: 0)
    (options.lastEpoch, options.patience) = (nil, 3)
    (options.plateauFactor, options.plateauPatience) = (0.5, 2)
    var validations: [ValidationFacts] = []
    let trainer = try sample.trainer(options, in: "m") { event in
      if case .validated(let facts) = event { validations.append(facts) }
    }
    #expect(try trainer.run() == TrainingOutcome(end: .stalled, update: 28, bestUpdate: 7))
    #expect(validations.map(\.isBest) == [true, false, false, false])
    #expect(validations.map(\.stalled) == [0, 1, 2, 3])
    #expect(trainer.state.plateau.decays == 1)
    // It is over, and stays so.
    let resumed = try sample.trainer(options, in: "m", resumes: true)
    #expect(try resumed.run() == TrainingOutcome(end: .stalled, update: 28, bestUpdate: 7))
  }

  /// BLEU would be 0 for all models, and the first of equal ones the best.
  @Test(arguments: [(3, ValidationMetric.crossEntropy), (5, .bleu)])
  func `cross-entropy selects the model where no reference has four words`(
    longest: Int, selecting: ValidationMetric
  ) throws {
    let sample = try SampleTrainer(validationOf: longest)
    var options = SampleTrainer.options
    options.decidingMetric = .bleu
    var (replaced, validations): (Int, [ValidationFacts]) = (0, [])
    let outcome = try sample.trainer(options, in: "whole") { event in
      switch event {
      case .metricReplaced(.bleu, by: .crossEntropy): replaced += 1
      case .validated(let facts): validations.append(facts)
      default: break
      }
    }.run()
    #expect(validations.map(\.metric) == [selecting, selecting])
    #expect(replaced == (selecting == .bleu ? 0 : 1))
    if selecting == .crossEntropy { #expect(outcome.bestUpdate == 14) }
    // The choice is made again from the references, and the bits are the same.
    _ = try sample.trainer(options, in: "parts").run { true }
    _ = try sample.trainer(options, in: "parts", resumes: true).run()
    #expect(try sample.results(in: "parts") == sample.results(in: "whole"))
  }

  @Test func `few translations are a warning only where the references are many`() {
    var facts = ValidationFacts(
      epoch: 1, update: 1, scores: [:], metric: .bleu, isBest: true, isTied: false, stalled: 0,
      samples: [], distinct: 2, distinctReferences: 21, count: 100, seconds: 0)
    #expect(facts.isMonotonous)
    facts.distinctReferences = 20
    #expect(!facts.isMonotonous)
  }

  @Test func `without validation the last model is kept`() throws {
    let outcome = try sample.trainer(in: "m", isValidated: false).run()
    #expect(outcome == TrainingOutcome(end: .completed, update: 14, bestUpdate: 14))
  }

  /// Weights that are not numbers make every gradient such.
  @Test func `gives up after ten updates without finite gradients, and keeps no model`() throws {
    var (epochs, tensors, lines): ([Int], Set<String>, Int) = ([], [], 0)
    let trainer = try sample.trainer(in: "m") { event in
      guard case .skippedUpdate(let epoch, let tensor, let some) = event else { return }
      epochs.append(epoch)
      tensors.insert(tensor)
      lines += some.count
    }
    trainer.learner.weights.elements.update(repeating: .nan)
    trainer.learner.repack()
    let first = try #require(trainer.model.layout.tensors.first?.name)
    #expect(throws: TrainingError.diverged(updates: 10, tensor: first)) { try trainer.run() }
    #expect(trainer.state.updates == 0 && trainer.state.batches == 10)
    #expect(epochs == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2] && tensors == [first])
    #expect(lines > 50 && lines <= 50 + 3 * 8)
    #expect(try TemporaryFolder.names(in: sample.folder("m").path) == ["checkpoint.safetensors"])
  }

  @Test func `one update without finite gradients is skipped, and leaves no trace`() throws {
    var heal = {}
    var skips = 0
    let trainer = try sample.trainer(in: "m") { event in
      if case .skippedUpdate = event {
        skips += 1
        heal()
      }
    }
    let weights = trainer.learner.weights
    let bias = try #require(trainer.model.layout["output.bias"]).range.lowerBound
    let sound = weights.elements[bias]
    weights.elements[bias] = .infinity
    trainer.learner.repack()
    heal = {
      weights.elements[bias] = sound
      trainer.learner.repack()
    }
    #expect(try trainer.run().end == .completed)
    #expect(skips == 1 && trainer.state.skipped == 1 && trainer.state.skippedInARow == 0)
    #expect(trainer.state.updates == 13 && trainer.state.batches == 14)
    #expect(weights.values.allSatisfy { $0.isFinite })
  }
}
