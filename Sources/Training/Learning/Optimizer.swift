import Kernels
import Threading

/// Moves weights against their gradients, and remembers what its method wants remembered of earlier
/// gradients.
///
/// Weights, gradients and moments are flat arrays in the same order. Every weight is updated for
/// itself, so threads change nothing in the result.
public final class Optimizer {
  public let method: Method
  public let parameterCount: Int
  /// The updates made so far.
  public private(set) var updates = 0
  private let moments: FloatArray  // [moments of the method, parameters]: Adam's first, then second
  private let work = RepeatedWork<UpdateWork> { work, part in work.run(part) }

  public init(_ method: Method, parameterCount: Int) {
    precondition(method.isDefined, "no update is defined for \(method)")
    self.method = method
    self.parameterCount = parameterCount
    moments = FloatArray(count: method.momentCount * parameterCount)
  }

  /// What a checkpoint calls the moments, one for each array of the size of the weights.
  var momentNames: [String] { (0..<method.momentCount).map { "moment\($0 + 1)" } }

  func moment(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    moments.elements.extracting(index * parameterCount..<(index + 1) * parameterCount)
  }

  /// Goes on after so many updates, with moments that the caller fills.
  func resume(after updates: Int) { self.updates = updates }

  /// Makes one update and zeroes the gradients, in one pass over memory.
  ///
  /// `scale` multiplies the gradients first: clipping and averaging are one number. The gradients
  /// are taken as they are, so NaN goes into weights and moments: look at `GradientNorm` before.
  package func update(
    weights: FloatArray, gradients: FloatArray, learningRate: Double, scale: Double = 1,
    on pool: WorkerPool
  ) {
    precondition(weights.count == parameterCount, "weights of another model")
    precondition(gradients.count == parameterCount, "gradients of another model")
    updates += 1
    let pass = UpdatePass(method, update: updates, learningRate: learningRate, scale: scale)
    work.run(
      on: pool,
      UpdateWork(
        pass: pass,
        arrays: UpdateArrays(
          weights: weights.start, gradients: gradients.start, moments: moments.start,
          count: parameterCount),
        shards: ArrayShards(count: parameterCount, atMost: pool.count)))
  }
}

private struct UpdateWork: Sendable {
  let pass: UpdatePass
  let arrays: UpdateArrays
  let shards: ArrayShards

  func run(_ part: Int) {
    if part < shards.number { pass.run(arrays, over: shards[part]) }
  }
}
