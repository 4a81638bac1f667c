import Kernels

/// A linear layer: every row of the input times the weights.
///
///     y = x · Wᵀ + b
package struct Projection: Sendable {
  let weight: ParameterLayout.Tensor  // W [outputs, inputs]
  let bias: ParameterLayout.Tensor?  // b [outputs]

  /// On tensors that are there already, such as an embedding's table that the output shares.
  package init(weight: ParameterLayout.Tensor, bias: ParameterLayout.Tensor? = nil) {
    precondition(weight.shape.count == 2, "a row for each output")
    precondition(bias == nil || bias?.shape == [weight.shape[0]], "a bias for each output")
    self.weight = weight
    self.bias = bias
  }

  package init(_ name: String, inputs: Int, outputs: Int, in layout: inout ParameterLayout) {
    let tensors = layout.addProjection(name, inputs: inputs, outputs: outputs)
    self.init(weight: tensors.weight, bias: tensors.bias)
  }

  package var inputs: Int { weight.shape[1] }
  package var outputs: Int { weight.shape[0] }

  /// The weights as products like them: packed once an update, for all rows and threads.
  package struct Packed: Sendable {
    let w: PackedWeights  // x · Wᵀ
    private let back: PackedWeights?
    var wBack: PackedWeights { back! }  // dy · W, in training alone

    package init(_ layer: Projection, in packing: inout Packing) throws(MatrixProductError) {
      w = try packing.add(layer.weight)
      back = packing.isForTraining ? try packing.addBack(layer.weight) : nil
    }
  }

  // MARK: Forward

  /// Writes y [rows, outputs] for x [rows, inputs].
  package func forward(
    _ x: Matrix, into y: Matrix, _ weights: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    workspace.multiply(x, by: packed.w, into: y, bias: bias.map { weights.vector($0) })
  }

  // MARK: Backward

  /// From the gradient of y to those of the parameters, which are added to, and of x, which is
  /// written unless nobody asks. x is the input that forward had.
  ///
  ///     dW += dyᵀ · x     db += Σ dy     dx = dy · W
  package func backward(
    dy: Matrix, x: Matrix, dx: Matrix?, gradients: ParameterValues, _ packed: Packed,
    in workspace: inout Workspace
  ) {
    if let bias { gradients.addColumnSums(of: dy, to: bias) }
    let mark = workspace.mark
    backwardButForBias(
      dy: workspace.operand(dy, packed.w.precision), x: x, dx: dx, gradients: gradients, packed,
      in: &workspace)
    workspace.release(to: mark)
  }

  /// The same for somebody who has summed the bias's gradient.
  ///
  /// - Parameter isFirst: whether nothing was added to dW in this pass.
  func backwardButForBias(
    dy: Operand, x: Matrix, dx: Matrix?, gradients: ParameterValues, isFirst: Bool = true,
    _ packed: Packed, in workspace: inout Workspace
  ) {
    let mark = workspace.mark
    workspace.multiplyTransposed(
      dy, by: workspace.operand(x, dy.precision), into: gradients[weight],
      accumulating: !(isFirst && gradients.areZero))
    if let dx { workspace.multiply(dy, by: packed.wBack, into: dx) }
    workspace.release(to: mark)
  }
}
