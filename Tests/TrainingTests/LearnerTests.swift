import AllocationCounter
import Files
import Kernels
import RecurrentModels
import Testing
import Threading

@testable import Training

@Suite struct LearnerTests {
  /// Words 0 to 9; the answer is whether the first word is odd, which has to be remembered.
  static func batch(_ count: Int, steps: Int = 6, seed: UInt64) -> LabelledSequences {
    var stream = RandomStream(seed: seed, number: 0)
    let ids = (0..<count * steps).map { _ in Int32(stream.next(below: 10)) }
    let labels = (0..<count).map { Float(ids[$0 * steps] % 2) }
    return LabelledSequences(.ids(ids), steps: steps, labels: labels)
  }

  static func model(_ kind: CellKind = .lstm, dropout: Float = 0) -> Classifier {
    var stack = RecurrentStack.Options(kind, inputs: 7, units: 12)
    (stack.depth, stack.dropout, stack.directions) = (2, dropout, .both)
    var options = Classifier.Options(
      .ids(vocabulary: 10), stack, readout: .allSteps(6))
    options.dropout = dropout
    return Classifier(options)
  }

  static func weights(of model: Classifier) -> FloatArray {
    let weights = FloatArray(count: model.layout.size)
    model.initialize(
      ParameterValues(weights.elements, layout: model.layout), seed: 3, forgetBias: .value(1))
    return weights
  }

  private func learner(
    _ model: Classifier, threads: Int, precision: Precision = .float32
  ) throws -> Learner<Classifier> {
    let pool = WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread)
    return try Learner(model, weights: Self.weights(of: model), precision: precision, on: pool)
  }

  static let kinds = CellKind.allCases

  @Test(arguments: kinds) func `the gradients of shards sum to those of the batch`(
    _ kind: CellKind
  ) throws {
    let model = Self.model(kind, dropout: 0.3)
    let batch = Self.batch(70, seed: 1)
    let learner = try learner(model, threads: 2)
    let (loss, _) = learner.learn(from: batch, dropout: (seed: 4, update: 9))
    #expect(SampleShards(samples: 70).number == 3)

    let workspace = Workspace()
    let weights = Self.weights(of: model)
    let values = ParameterValues(weights.elements, layout: model.layout)
    let packed = try PackedParameters(model.matrices, .float32, forTraining: true)
    packed.pack(values)
    let whole = Gradients(model.layout)
    let wholeLoss = model.learn(
      from: batch, samples: 0..<70,
      Pass(
        values, packed, gradients: whole,
        dropout: DropoutContext(seed: 4, update: 9, batch: 70, firstSentence: 0), in: workspace))

    #expect(abs(loss.plain - wholeLoss.plain) < 1e-6 * wholeLoss.plain)
    for tensor in model.layout.tensors {
      let pairs = zip(
        learner.gradients.array.values[tensor.range], whole.array.values[tensor.range])
      let largest = whole.array.values[tensor.range].map(abs).max()!
      let difference = pairs.map { abs($0 - $1) }.max()!
      #expect(difference <= 1e-6 * largest, "of \(tensor.name): \(difference) of \(largest)")
    }
  }

  @Test(arguments: kinds, [1, 15, 64, 70]) func `the bits do not depend on the number of threads`(
    _ kind: CellKind, _ count: Int
  ) throws {
    func trained(threads: Int) throws -> [UInt32] {
      let learner = try learner(Self.model(kind, dropout: 0.2), threads: threads)
      let optimizer = Optimizer(.adam(), parameterCount: learner.weights.count)
      for update in 1...4 {
        step(learner, optimizer, Self.batch(count, seed: UInt64(update)), dropoutSeed: 5)
      }
      return bits(learner.weights.values)
    }
    let alone = try trained(threads: 1)
    for threads in [2, 3] { #expect(try trained(threads: threads) == alone, "\(threads)") }
  }

  private func step(
    _ learner: Learner<Classifier>, _ optimizer: Optimizer, _ batch: LabelledSequences,
    dropoutSeed: UInt64? = nil, rate: Double = 0.01
  ) {
    let (_, norm) = learner.learn(
      from: batch, dropout: dropoutSeed.map { (seed: $0, update: optimizer.updates + 1) })
    optimizer.update(
      weights: learner.weights, gradients: learner.gradients, learningRate: rate,
      scale: norm.scale(clippingTo: 1, averagingOver: Double(batch.count)) ?? 0, on: learner.pool)
    learner.repack()
  }

  /// Weights stay float32 and only products are rounded, so small updates are not lost.
  @Test(arguments: Precision.allCases.filter(\.isSupported)) func `learns what it has to remember`(
    _ precision: Precision
  ) throws {
    let learner = try learner(Self.model(), threads: 2, precision: precision)
    let optimizer = Optimizer(.adam(), parameterCount: learner.weights.count)
    for update in 1...150 { step(learner, optimizer, Self.batch(64, seed: UInt64(update))) }
    let (loss, _) = learner.learn(from: Self.batch(200, seed: 999))
    #expect(loss.plain / 200 < 0.05)
  }

  @Test func `finds a gradient that is not finite`() throws {
    let learner = try learner(Self.model(), threads: 2)
    learner.weights.start[3] = .nan
    learner.repack()
    let (_, norm) = learner.learn(from: Self.batch(20, seed: 1))
    #expect(norm == .notANumber)
  }

  /// After the first step of a shape nothing of ours is allocated.
  @Test(
    .enabled(
      if: allocation_counter_works() && !_isDebugAssertConfiguration(),
      "a debug build allocates where an optimized one does not, and sanitizers hide it"),
    arguments: Precision.allCases.filter(\.isSupported), [1, 2])
  func `a step allocates nothing`(_ precision: Precision, _ threads: Int) throws {
    let learner = try learner(Self.model(dropout: 0.1), threads: threads, precision: precision)
    let optimizer = Optimizer(.adam(), parameterCount: learner.weights.count)
    let average = MovingAverage(startingFrom: learner.weights, rate: 1e-3)
    let batch = Self.batch(64, seed: 1)
    let counts = UnsafeMutableBufferPointer<Int>.allocate(capacity: threads)
    defer { counts.deallocate() }
    nonisolated(unsafe) let shared = counts
    let start: @Sendable (Int) -> Void = { _ in allocation_counter_start() }
    let stop: @Sendable (Int) -> Void = { shared[$0] = allocation_counter_stop() }
    for round in 1...3 {
      learner.pool.run(start)
      step(learner, optimizer, batch, dropoutSeed: 7)
      average.add(learner.weights, update: optimizer.updates, on: learner.pool)
      learner.pool.run(stop)
      if round > 1 { #expect(counts.allSatisfy { $0 == 0 }, "\(Array(counts))") }
    }
  }

  @Test(.enabled(if: allocation_counter_works(), "sanitizers replace the allocator"))
  func `the counter counts`() {
    allocation_counter_start()
    let array = [Int](repeating: 1, count: 1000)
    #expect(allocation_counter_stop() > 0 && array.count == 1000)
  }
}
