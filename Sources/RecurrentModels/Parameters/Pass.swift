import Kernels

/// What a pass through a model is given beside its input: the parameters that it reads, the gradients
/// that it adds to where it learns, what dropout leaves out, and the memory that it works in.
package struct Pass {
  package let weights: ParameterValues
  package let packed: PackedParameters
  /// Nil without dropout.
  package let dropout: DropoutContext?
  package let workspace: Workspace
  private let learned: Gradients?

  /// - Parameter gradients: nil where there is no pass backward.
  package init(
    _ weights: ParameterValues, _ packed: PackedParameters, gradients: Gradients? = nil,
    dropout: DropoutContext? = nil, in workspace: Workspace
  ) {
    self.weights = weights
    self.packed = packed
    self.dropout = dropout
    self.workspace = workspace
    learned = gradients
  }

  package var gradients: Gradients { learned! }
  var precision: Precision { packed.precision }

  /// y = x · Wᵀ + b, or y += x · Wᵀ
  func multiply(
    _ x: Matrix, by w: ParameterLayout.Tensor, into y: Matrix,
    bias: ParameterLayout.Tensor? = nil, accumulating: Bool = false
  ) {
    workspace.multiply(
      x, by: packed.forward(w), into: y, bias: bias.map { weights.vector($0) },
      accumulating: accumulating)
  }

  /// dx = dy · W, or dx += dy · W
  func multiplyBack(
    _ dy: Operand, by w: ParameterLayout.Tensor, into dx: Matrix, accumulating: Bool = false
  ) {
    workspace.multiply(dy, by: packed.back(w), into: dx, accumulating: accumulating)
  }

  /// The same of a matrix that no other multiplication reads.
  func multiplyBack(
    _ dy: Matrix, by w: ParameterLayout.Tensor, into dx: Matrix, accumulating: Bool = false
  ) {
    workspace.multiply(dy, by: packed.back(w), into: dx, accumulating: accumulating)
  }

  /// dW += dyᵀ · x
  func addGradient(_ dy: Operand, times x: Matrix, to w: ParameterLayout.Tensor) {
    let mark = workspace.mark
    gradients.add(dy, times: operand(x), to: w, in: workspace)
    workspace.release(to: mark)
  }

  /// A matrix as this pass's multiplications read it.
  func operand(_ matrix: Matrix) -> Operand { workspace.operand(matrix, precision) }

  /// Room for a matrix as this pass's multiplications will read it.
  func room(for matrix: Matrix) -> Operand { workspace.room(for: matrix, precision) }
}

/// The random state of dropout in a pass of training.
package struct DropoutContext: BitwiseCopyable, Sendable {
  package let seed: UInt64
  package let update: Int
  /// How many sentences the whole batch has, and the index of the first of this pass.
  package let batch: Int
  package let firstSentence: Int

  package init(seed: UInt64, update: Int, batch: Int, firstSentence: Int) {
    self.seed = seed
    self.update = update
    self.batch = batch
    self.firstSentence = firstSentence
  }
}

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
  /// What training minimizes, label smoothing included.
  package var smoothed: Double
  /// The negative log-likelihoods of the right answers.
  package var plain: Double
  package var predictions: Int

  package static let none = Loss(smoothed: 0, plain: 0, predictions: 0)

  package static func += (sum: inout Loss, part: Loss) {
    sum.smoothed += part.smoothed
    sum.plain += part.plain
    sum.predictions += part.predictions
  }
}
