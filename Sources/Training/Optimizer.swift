import Threading

/// Moves weights against their gradients, and remembers what its method wants remembered of earlier
/// gradients.
///
/// Weights, gradients and moments are flat arrays in the same order. Every weight is updated for
/// itself, so threads change nothing in the result.
public struct Optimizer: Sendable {
  public let method: Method
  public let parameterCount: Int

  /// All that a checkpoint has to hold. A copy shares its storage with the optimizer until the next
  /// update: let go of it before, or that update copies all moments.
  public private(set) var state: State

  public struct State: Equatable, Sendable {
    /// The updates made so far.
    public var updates: Int
    public var moments: [Float]  // [moments of the method, parameters]: Adam's first, then second

    public init(updates: Int, moments: [Float]) {
      self.updates = updates
      self.moments = moments
    }
  }

  public init(_ method: Method, parameterCount: Int) {
    precondition(method.isDefined, "no update is defined for \(method)")
    self.method = method
    self.parameterCount = parameterCount
    state = State(
      updates: 0, moments: [Float](repeating: 0, count: method.momentCount * parameterCount))
  }

  /// Goes on where another optimizer of the method stood.
  public init(
    _ method: Method, parameterCount: Int, resuming state: State
  ) throws(OptimizerStateError) {
    precondition(method.isDefined, "no update is defined for \(method)")
    let expected = method.momentCount * parameterCount
    guard state.updates >= 0 else { throw .negativeUpdates(state.updates) }
    guard state.moments.count == expected else {
      throw .momentCount(expected: expected, found: state.moments.count)
    }
    self.method = method
    self.parameterCount = parameterCount
    self.state = state
  }

  /// Makes one update and zeroes the gradients, in one pass over memory.
  ///
  /// `scale` multiplies the gradients first: clipping and averaging are one number. The gradients
  /// are taken as they are, so NaN goes into weights and moments: look at `GradientNorm` before.
  public mutating func update(
    weights: consuming MutableSpan<Float>, gradients: consuming MutableSpan<Float>,
    learningRate: Double, scale: Double = 1, threads: Int = 1
  ) {
    precondition(weights.count == parameterCount, "weights of another model")
    precondition(gradients.count == parameterCount, "gradients of another model")
    state.updates += 1
    let pass = UpdatePass(method, update: state.updates, learningRate: learningRate, scale: scale)
    let shards = Shards(count: parameterCount, atMost: threads)
    weights.withUnsafeMutableBufferPointer { weights in
      gradients.withUnsafeMutableBufferPointer { gradients in
        state.moments.withUnsafeMutableBufferPointer { moments in
          guard let arrays = UpdateArrays(weights, gradients, moments) else { return }
          withThreads(shards.number) { pass.run(arrays, over: shards[$0]) }
        }
      }
    }
  }
}

/// Why a state is not one of an optimizer.
public enum OptimizerStateError: Error, Equatable, Sendable {
  case negativeUpdates(Int)
  case momentCount(expected: Int, found: Int)
}
