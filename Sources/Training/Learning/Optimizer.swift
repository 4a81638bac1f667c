import Kernels
import RecurrentModels
import Threading

/// Updates weights by their gradients, and keeps the moments of earlier gradients that its method
/// needs.
///
/// Weights, gradients and moments are flat arrays in the same order. Each weight is updated
/// independently, so the number of threads does not change the result.
package final class Optimizer {
  package let method: Method
  package let parameterCount: Int
  /// The updates made so far.
  package private(set) var updates = 0
  private let moments: FloatArray  // [moments of the method, parameters]: Adam's first, then second
  private let work = RepeatedWork<UpdateWork> { work, part in work.run(part) }

  package init(_ method: Method, parameterCount: Int) {
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

  /// Continues after this many updates, with moments that the caller fills in.
  func resume(after updates: Int) { self.updates = updates }

  /// Makes one update and zeroes the gradients, in one pass over memory.
  ///
  /// `scale` multiplies the gradients first: clipping and averaging are one number. Gradients are not
  /// checked, and a NaN would go into weights and moments: look at `GradientNorm` before.
  package func update(
    weights: FloatArray, gradients: Gradients, learningRate: Double, scale: Double = 1,
    on pool: WorkerPool
  ) {
    precondition(weights.count == parameterCount, "weights of another model")
    updates += 1
    work.run(
      on: pool,
      UpdateWork(
        update: method.update(updates, learningRate: learningRate, scale: scale),
        arrays: OptimizerArrays(
          weights: weights, gradients: gradients.array, moments: moments),
        shards: ArrayShards(count: parameterCount, atMost: pool.count)))
    gradients.markZero()
  }
}

private struct UpdateWork: Sendable {
  let update: OptimizerUpdate
  let arrays: OptimizerArrays
  let shards: ArrayShards

  func run(_ part: Int) {
    if part < shards.number { update.run(arrays, over: shards[part]) }
  }
}

extension Optimizer {
  /// The update rule (`--optimizer`), with the defaults of those who defined it.
  package enum Method: Equatable, Sendable {
    /// Stochastic gradient descent as in PyTorch: u = momentum·u + g; w −= rate·u.
    case sgd(momentum: Double = 0)

    /// RMSprop as in Keras 3, epsilon under the root: v = rho·v + (1 − rho)·g²;
    /// w −= rate·g / √(v + epsilon).
    case rmsprop(rho: Double = 0.9, epsilon: Double = 1e-7)

    /// Adam as in PyTorch and in Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015),
    /// Algorithm 1: epsilon is added to the root of the corrected second moment. (Keras adds it to
    /// the root before correction.)
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

    /// The number of moments of each weight.
    var momentCount: Int {
      switch self {
      case .sgd(let momentum): momentum == 0 ? 0 : 1
      case .rmsprop: 1
      case .adam: 2
      }
    }

    /// Whether the updates are defined for these numbers.
    var isDefined: Bool {
      let fractions = 0.0..<1.0
      return switch self {
      case .sgd(let momentum):
        fractions.contains(momentum)
      case .rmsprop(let rho, let epsilon):
        fractions.contains(rho) && epsilon > 0
      case .adam(let beta1, let beta2, let epsilon):
        fractions.contains(beta1) && fractions.contains(beta2) && epsilon > 0
      }
    }

    /// - Parameter number: of the update; the first is 1.
    func update(_ number: Int, learningRate: Double, scale: Double) -> OptimizerUpdate {
      switch self {
      case .sgd(momentum: 0): .sgd(scale: Float(scale), rate: Float(learningRate))
      case .sgd(let momentum):
        .momentum(scale: Float(scale), rate: Float(learningRate), momentum: Float(momentum))
      case .rmsprop(let rho, let epsilon):
        .rmsprop(
          scale: Float(scale), rate: Float(learningRate), rho: Float(rho),
          oneMinusRho: Float(1 - rho), epsilon: Float(epsilon))
      case .adam(let beta1, let beta2, let epsilon):
        .adam(
          OptimizerUpdate.Adam(
            scale: scale, rate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
            update: number))
      }
    }
  }
}

/// A flat array cut into shards of whole blocks, as equal as possible.
struct ArrayShards: Sendable {
  /// A thread is not worth waking for less, and no two threads write to one cache line.
  static let blockLength = 1 << 14

  let count: Int
  /// At least one, which is empty where the array is.
  let number: Int

  init(count: Int, atMost limit: Int) {
    precondition(limit >= 1, "at least one thread")
    self.count = count
    number = max(1, min(limit, Self.blocks(in: count)))
  }

  subscript(index: Int) -> Range<Int> {
    let blocks = Self.blocks(in: count)
    let start = index * blocks / number * Self.blockLength
    let end = (index + 1) * blocks / number * Self.blockLength
    return min(start, count)..<min(end, count)
  }

  private static func blocks(in count: Int) -> Int { (count + blockLength - 1) / blockLength }
}
