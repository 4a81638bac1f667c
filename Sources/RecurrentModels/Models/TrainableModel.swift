import Kernels

/// A model that learns from batches of samples, any part of which is a pass of its own.
package protocol TrainableModel: Sendable {
  associatedtype Batch: SampleBatch

  var layout: ParameterLayout { get }
  /// The tensors that are multiplied by, to be packed.
  var matrices: [ParameterLayout.Tensor] { get }

  /// Goes forward and backward over some samples of a batch, and adds the gradients of the sum of
  /// their losses. What it computes of a sample does not depend on the other samples.
  func learn(from batch: Batch, samples: Range<Int>, _ pass: Pass) -> Loss
}

package protocol SampleBatch: Sendable {
  var count: Int { get }
}

/// Sums over the predictions of a batch.
package struct Loss: BitwiseCopyable, Equatable, Sendable {
  /// What is made small, label smoothing included.
  package var smoothed: Double
  /// The negative logarithms of the right answers' probabilities.
  package var plain: Double
  package var predictions: Int

  package static let none = Loss(smoothed: 0, plain: 0, predictions: 0)

  package init(smoothed: Double, plain: Double, predictions: Int) {
    self.smoothed = smoothed
    self.plain = plain
    self.predictions = predictions
  }

  package static func += (sum: inout Loss, part: Loss) {
    sum.smoothed += part.smoothed
    sum.plain += part.plain
    sum.predictions += part.predictions
  }
}
