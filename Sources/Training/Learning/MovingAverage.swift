import Kernels
import Threading

/// An exponential moving average of the weights, which often translates better than the weights
/// themselves (`--exponential-smoothing`).
package final class MovingAverage {
  /// The weight of the newest weights after the first updates; Marian's default is 1e-4.
  package let rate: Double
  package let weights: FloatArray
  private let work = RepeatedWork<AverageWork> { work, part in work.run(part) }

  /// Starts from the initial weights, or continues from the average of a checkpoint.
  package init(startingFrom weights: FloatArray, rate: Double) {
    precondition(rate > 0 && rate <= 1, "a rate is above 0 and at most 1")
    self.weights = FloatArray(count: weights.count)
    self.weights.start.update(from: weights.start, count: weights.count)
    self.rate = rate
  }

  /// Adds the weights after update number `update`; the first is 1.
  package func add(_ newest: FloatArray, update: Int, on pool: WorkerPool) {
    precondition(newest.count == weights.count, "weights of another model")
    work.run(
      on: pool,
      AverageWork(
        newest: newest, average: weights, rate: Float(Self.rate(of: update, limit: rate)),
        shards: ArrayShards(count: weights.count, atMost: pool.count)))
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

private struct AverageWork: Sendable {
  let newest, average: FloatArray
  let rate: Float
  let shards: ArrayShards

  func run(_ part: Int) {
    guard part < shards.number else { return }
    average.average(in: newest, rate: rate, over: shards[part])
  }
}
