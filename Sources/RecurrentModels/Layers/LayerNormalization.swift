import Kernels

/// Layer normalization (Ba, Kiros and Hinton, 2016): each row brought to mean 0 and deviation 1, then
/// to a gain and a bias that are learned.
///
///     y = (x − μ) · r · gain + bias        r = 1 / √(σ² + ε)
package struct LayerNormalization: Sendable {
  private static let epsilon: Float = 1e-5
  let gain, bias: ParameterLayout.Tensor  // [units]

  package init(_ name: String, units: Int, in layout: inout ParameterLayout) {
    gain = layout.add("\(name).norm.gain", [units])
    bias = layout.add("\(name).norm.bias", [units])
  }

  package func initialize(_ initialization: Initialization) {
    initialization.constant(gain, 1)
    initialization.constant(bias, 0)
  }

  /// What forward leaves behind for backward.
  package struct Tape: BitwiseCopyable {
    let x: Matrix  // [rows, units]
    let mean, inverseDeviation: UnsafeMutablePointer<Float>  // [rows]
    package let y: Matrix  // [rows, units]
  }

  package func tape(for x: Matrix, in workspace: Workspace) -> Tape {
    Tape(
      x: x, mean: workspace.buffer(x.rows, of: Float.self).baseAddress!,
      inverseDeviation: workspace.buffer(x.rows, of: Float.self).baseAddress!,
      y: workspace.matrix(rows: x.rows, columns: x.columns))
  }

  package func forward(_ tape: Tape, rows: Range<Int>, _ pass: Pass) {
    RowNormalization.forward(
      tape.x.rows(rows), gain: pass.weights[gain], bias: pass.weights[bias],
      epsilon: Self.epsilon, into: tape.y.rows(rows), mean: tape.mean + rows.lowerBound,
      inverseDeviation: tape.inverseDeviation + rows.lowerBound)
  }

  /// Writes dx for the rows, which may be dy, and adds the gradients of gain and bias.
  ///
  ///     dgain += Σ dy · x̂      dbias += Σ dy      x̂ = (x − μ) · r
  ///     dx = r · (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂))      dx̂ = dy · gain
  package func backward(_ tape: Tape, rows: Range<Int>, dy: Matrix, dx: Matrix, _ pass: Pass) {
    RowNormalization.backward(
      dy: dy.rows(rows), tape.x.rows(rows), gain: pass.weights[gain],
      mean: tape.mean + rows.lowerBound, inverseDeviation: tape.inverseDeviation + rows.lowerBound,
      dx: dx.rows(rows), dgain: pass.gradients[gain], dbias: pass.gradients[bias])
  }
}
