import CKernels
import Threading

/// An exponential moving average of the weights, which often translates better than the weights
/// themselves (`--exponential-smoothing`).
public struct MovingAverage: Sendable {
  /// The share of the newest weights once training is under way; Marian's default is 1e-4.
  public let rate: Double

  /// The average. A copy shares its storage until the next update: let go of it before, or that
  /// update copies it all.
  public private(set) var weights: [Float]

  /// Starts from the initial weights, or goes on from an average out of a checkpoint.
  public init(startingFrom weights: [Float], rate: Double) {
    precondition(rate > 0 && rate <= 1, "a rate is above 0 and at most 1")
    self.weights = weights
    self.rate = rate
  }

  /// Takes in the weights that update number `update` made; the first is 1.
  public mutating func add(_ newest: Span<Float>, update: Int, threads: Int = 1) {
    precondition(newest.count == weights.count, "weights of another model")
    let rate = Float(Self.rate(of: update, limit: rate))
    let shards = Shards(count: weights.count, atMost: threads)
    newest.withUnsafeBufferPointer { newest in
      weights.withUnsafeMutableBufferPointer { average in
        guard let newest = newest.baseAddress, let average = average.baseAddress else { return }
        // Threads share the addresses as they write to ranges of their own.
        nonisolated(unsafe) let (w, a) = (newest, average)
        withThreads(shards.number) { index in
          let shard = shards[index]
          ck_average_update(a + shard.lowerBound, w + shard.lowerBound, shard.count, rate)
        }
      }
    }
  }

  /// The share of the newest weights: large at first, so that the initial weights are forgotten.
  ///
  /// Marian's formula (`ExponentialSmoothing::updateAvgParams`) of the t updates before this one:
  /// the average keeps min(1 − limit, (t + 1) / (t + 10)), so the newest get max(limit, 9 / (t + 10)).
  static func rate(of update: Int, limit: Double) -> Double {
    precondition(update >= 1, "updates count from 1")
    return max(limit, 9 / Double(update + 9))
  }
}
