import Kernels
import RecurrentModels
import Threading
import Training

/// The two classifiers of Keras' examples, on random data of their shapes: samples a second of
/// training, updates included.
enum ClassifierBenchmark {
  /// `Embedding(10000, 50)`, `LSTM(128)`, `Dense(1)` on 300 words; batch 64, Adam.
  static func measureWords() throws {
    let stack = RecurrentStack.Options(.lstm, inputs: 50, units: 128)
    let model = Classifier(
      .init(.ids(vocabulary: 10_000), stack, readout: .lastState))
    var stream = RandomStream(seed: 1, number: 0)
    let batches = (0..<8).map { _ in
      LabelledSequences(
        .ids((0..<64 * 300).map { _ in Int32(stream.next(below: 9999)) + 1 }), steps: 300,
        labels: labels(64, &stream))
    }
    try measure("words", model, batches, .adam(), rate: 1e-3)
  }

  /// `LSTM(50, return_sequences=True)`, `Dropout(0.2)`, `Flatten`, `Dense(1)` on 400 vectors of 300;
  /// batch 32, RMSprop.
  static func measureVectors() throws {
    let stack = RecurrentStack.Options(.lstm, inputs: 300, units: 50)
    var options = Classifier.Options(.vectors, stack, readout: .allSteps(400))
    options.dropout = 0.2
    var stream = RandomStream(seed: 1, number: 0)
    let batches = (0..<4).map { _ in
      var vectors = [Float](repeating: 0, count: 32 * 400 * 300)
      vectors.withUnsafeMutableBufferPointer {
        stream.fillNormal($0.baseAddress!, count: $0.count, deviation: 1)
      }
      return LabelledSequences(
        .vectors(vectors, width: 300), steps: 400, labels: labels(32, &stream))
    }
    try measure("vectors", Classifier(options), batches, .rmsprop(), rate: 1e-3)
  }

  private static func labels(_ count: Int, _ stream: inout RandomStream) -> [Float] {
    (0..<count).map { _ in Float(stream.next(below: 2)) }
  }

  private static func measure(
    _ name: String, _ model: Classifier, _ batches: [LabelledSequences],
    _ method: Optimizer.Method, rate: Double
  ) throws {
    let weights = FloatArray(count: model.layout.size)
    model.initialize(
      ParameterValues(weights.elements, layout: model.layout), seed: 1, forgetBias: .value(1))
    let pool = WorkerPool(threads: threads, prepare: MatrixMultiplication.useOnlyThisThread)
    let learner = try Learner(model, weights: weights, precision: .float32, on: pool)
    let optimizer = Optimizer(method, parameterCount: weights.count)
    let time = best {
      for batch in batches {
        let update = optimizer.updates + 1
        let (_, norm) = learner.learn(from: batch, dropout: (seed: 1, update: update))
        optimizer.update(
          weights: weights, gradients: learner.gradients, learningRate: rate,
          scale: norm.scale(averagingOver: Double(batch.count))!, on: pool)
        learner.repack()
      }
    }
    let samples = batches.reduce(0) { $0 + $1.count }
    print("classifier \(name) \(Double(samples) / time)")
  }
}
