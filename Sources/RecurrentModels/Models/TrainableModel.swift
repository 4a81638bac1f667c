import Kernels

/// A model that learns from batches of samples, any part of which is a pass of its own.
package protocol TrainableModel: Sendable {
  associatedtype Batch: SampleBatch
  associatedtype Packed: Sendable

  var layout: ParameterLayout { get }

  /// The weights that products want packed.
  func pack(in packing: inout Packing) throws(MatrixProductError) -> Packed

  /// Goes forward and backward over some samples of a batch, and adds the gradients of the sum of
  /// their losses. What it computes of a sample does not depend on the other samples.
  func learn(
    from batch: Batch, samples: Range<Int>, _ pass: LearningPass<Packed>,
    in workspace: inout Workspace
  ) -> Loss
}

package protocol SampleBatch: Sendable {
  var count: Int { get }
}

/// What a pass of learning needs beside its batch.
package struct LearningPass<Packed: Sendable> {
  package let weights: ParameterValues
  package let gradients: ParameterValues
  package let packed: Packed
  package let precision: Precision
  /// Nil without dropout.
  package let chance: DropoutChance?

  package init(
    weights: ParameterValues, gradients: ParameterValues, packed: Packed, precision: Precision,
    chance: DropoutChance?
  ) {
    self.weights = weights
    self.gradients = gradients
    self.packed = packed
    self.precision = precision
    self.chance = chance
  }

  /// The same pass with a part's packed weights.
  func with<Part>(_ part: Part) -> LearningPass<Part> {
    LearningPass<Part>(
      weights: weights, gradients: gradients, packed: part, precision: precision, chance: chance)
  }
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
