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
    weight = layout.add("\(name).weight", [outputs, inputs])
    bias = layout.add("\(name).bias", [outputs])
  }

  package var inputs: Int { weight.shape[1] }
  package var outputs: Int { weight.shape[0] }

  /// Uniform in ±1/√inputs, as PyTorch has it.
  package func initialize(_ initialization: Initialization) {
    let limit = 1 / Float(inputs).squareRoot()
    initialization.uniform(weight, limit: limit)
    if let bias { initialization.uniform(bias, limit: limit) }
  }

  /// Writes y [rows, outputs] for x [rows, inputs].
  package func forward(_ x: Matrix, into y: Matrix, _ pass: Pass) {
    pass.multiply(x, by: weight, into: y, bias: bias)
  }

  /// From the gradient of y to those of the parameters, which are added to, and of x, which is
  /// written unless nil. x is the input that forward had.
  ///
  ///     dW += dyᵀ · x     db += Σ dy     dx = dy · W
  package func backward(dy: Matrix, x: Matrix, dx: Matrix?, _ pass: Pass) {
    if let bias { pass.gradients[bias].addColumnSums(of: dy) }
    let mark = pass.workspace.mark
    backwardExceptBias(dy: pass.operand(dy), x: x, dx: dx, pass)
    pass.workspace.release(to: mark)
  }

  /// The same for a caller that has summed the bias's gradient.
  func backwardExceptBias(dy: Operand, x: Matrix, dx: Matrix?, _ pass: Pass) {
    pass.addGradient(dy, times: x, to: weight)
    if let dx { pass.multiplyBack(dy, by: weight, into: dx) }
  }
}
