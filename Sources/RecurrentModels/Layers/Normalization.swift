import Kernels

/// Layer normalization (Ba, Kiros and Hinton, 2016): each row brought to mean 0 and deviation 1, then
/// to a gain and a bias that are learned.
///
///     y = (x − μ) / √(σ² + ε) · gain + bias
package struct Normalization: Sendable {
  private static let epsilon: Float = 1e-5
  let gain, bias: ParameterLayout.Tensor  // [units]

  package init(_ name: String, units: Int, in layout: inout ParameterLayout) {
    gain = layout.add("\(name).norm.gain", [units])
    bias = layout.add("\(name).norm.bias", [units])
  }

  /// What forward leaves behind for backward.
  package struct Tape: BitwiseCopyable {
    let x: Matrix  // [rows, units]
    let mean, inverseDeviation: UnsafeMutableBufferPointer<Float>  // [rows]
    package let y: Matrix  // [rows, units]
  }

  package func tape(for x: Matrix, in workspace: inout Workspace) -> Tape {
    Tape(
      x: x, mean: workspace.buffer(x.rows, of: Float.self),
      inverseDeviation: workspace.buffer(x.rows, of: Float.self),
      y: workspace.matrix(rows: x.rows, columns: x.columns))
  }

  // MARK: Forward

  package func forward(_ tape: Tape, rows: Range<Int>, _ weights: ParameterValues) {
    if rows.isEmpty { return }
    let (x, y) = (tape.x.rows(rows), tape.y.rows(rows))
    LayerNormalization.forward(
      x.elements, stride: x.stride, rows: x.rows, width: x.columns,
      gain: weights[gain].elements, bias: weights[bias].elements, epsilon: Self.epsilon,
      y: y.elements, yStride: y.stride, mean: tape.mean.baseAddress! + rows.lowerBound,
      inverseDeviation: tape.inverseDeviation.baseAddress! + rows.lowerBound)
  }

  // MARK: Backward

  /// Writes dx for the rows, which may be dy, and adds the gradients of gain and bias.
  package func backward(
    _ tape: Tape, rows: Range<Int>, dy: Matrix, dx: Matrix, _ weights: ParameterValues,
    gradients: ParameterValues
  ) {
    if rows.isEmpty { return }
    let (x, dy, dx) = (tape.x.rows(rows), dy.rows(rows), dx.rows(rows))
    LayerNormalization.backward(
      dy: dy.elements, dyStride: dy.stride, x: x.elements, stride: x.stride, rows: x.rows,
      width: x.columns, gain: weights[gain].elements,
      mean: tape.mean.baseAddress! + rows.lowerBound,
      inverseDeviation: tape.inverseDeviation.baseAddress! + rows.lowerBound, dx: dx.elements,
      dxStride: dx.stride, dgain: gradients[gain].elements, dbias: gradients[bias].elements)
  }
}
