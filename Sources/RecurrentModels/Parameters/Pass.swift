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

/// What decides in a pass of training what dropout leaves out.
package struct DropoutContext: BitwiseCopyable, Sendable {
  package let seed: UInt64
  package let update: Int
  /// How many sentences the whole batch has, and the number of the first that this pass is about.
  package let batch: Int
  package let firstSentence: Int

  package init(seed: UInt64, update: Int, batch: Int, firstSentence: Int) {
    self.seed = seed
    self.update = update
    self.batch = batch
    self.firstSentence = firstSentence
  }
}
