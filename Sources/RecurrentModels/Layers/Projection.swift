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
    layout.addProjection(name, inputs: inputs, outputs: outputs)
    let tensors = layout.tensors(of: name)
    self.init(weight: tensors[0], bias: tensors[1])
  }

  package var inputs: Int { weight.shape[1] }
  package var outputs: Int { weight.shape[0] }

  /// The weights as products like them: packed once an update, for all rows and threads.
  package struct Packed: Sendable {
    let w: PackedWeights  // x · Wᵀ
    let wBack: PackedWeights  // dy · W

    package init(_ layer: Projection, precision: Precision) throws(MatrixProductError) {
      w = try PackedWeights(inputs: layer.inputs, outputs: layer.outputs, precision: precision)
      wBack = try PackedWeights(inputs: layer.outputs, outputs: layer.inputs, precision: precision)
    }

    /// Takes over the weights, or one thread's part of them: as many threads as share the work call
    /// it, each with its number, and none multiplies before all are done.
    package func pack(
      _ layer: Projection, _ weights: ParameterValues, part: Int = 0, of parts: Int = 1
    ) {
      let work = [(w, true), (wBack, false)]
      for index in stride(from: part, to: work.count, by: parts) {
        work[index].0.pack(weights[layer.weight], transposed: work[index].1)
      }
    }
  }

  // MARK: Forward

  /// Writes y [rows, outputs] for x [rows, inputs].
  package func forward(
    _ x: Matrix, into y: Matrix, _ weights: ParameterValues, _ packed: Packed,
    _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    try products.multiply(x, by: packed.w, into: y, in: &workspace)
    guard let bias else { return }
    let b = weights[bias].elements
    for row in 0..<y.rows {
      VectorArithmetic.add(b, to: y.elements + row * y.stride, count: outputs)
    }
  }

  // MARK: Backward

  /// From the gradient of y to those of the parameters, which are added to, and of x, which is
  /// written unless nobody asks. x is the input that forward had.
  ///
  ///     dW += dyᵀ · x     db += Σ dy     dx = dy · W
  package func backward(
    dy: Matrix, x: Matrix, dx: Matrix?, gradients: ParameterValues, _ packed: Packed,
    _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    try products.multiplyTransposed(
      dy, by: x, into: gradients[weight], accumulating: true, precision: packed.w.precision,
      in: &workspace)
    if let bias { gradients.addColumnSums(of: dy, to: bias) }
    if let dx { try products.multiply(dy, by: packed.wBack, into: dx, in: &workspace) }
  }
}
