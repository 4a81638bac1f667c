import Kernels

/// A layer of a simple recurrent network, Elman's, in one direction.
///
///     h = tanh(W x + U h' + b)   the output        (h': of the step before)
package struct SimpleRNN: RecurrentLayer {
  package let inputs: Int
  package let units: Int
  package let weightIH: ParameterLayout.Tensor  // W [units, inputs]
  package let weightHH: ParameterLayout.Tensor  // U [units, units]
  let bias: ParameterLayout.Tensor  // b [units]

  package init(_ name: String, inputs: Int, units: Int, in layout: inout ParameterLayout) {
    self.inputs = inputs
    self.units = units
    let tensors = layout.addCell(.rnn, name, inputs: inputs, units: units)
    (weightIH, weightHH, bias) = (tensors.weightIH, tensors.weightHH, tensors.biases[0])
  }

  /// What forward leaves behind for backward. The first of the states are those it began with, so a
  /// step's states are `batch` rows further down than its input.
  package struct Tape {
    package let shape: SequenceBatch
    package let x: Matrix  // [steps · batch, inputs]
    package let h: Matrix  // [(steps + 1) · batch, units]

    /// The outputs of all steps.
    package var outputs: Matrix { h.rows(shape.batch..<h.rows) }
  }

  /// Room for a pass over sequences that begin with the states `tape.h` has in its first rows, which
  /// the caller fills.
  package func tape(
    for x: Matrix, _ shape: SequenceBatch, in workspace: inout Workspace
  ) -> Tape {
    precondition(x.rows == shape.rows && x.columns == inputs, "an input for every row")
    return Tape(
      shape: shape, x: x, h: workspace.matrix(rows: shape.rows + shape.batch, columns: units))
  }

  // MARK: Forward

  package func forward(
    _ tape: Tape, _ weights: ParameterValues, _ packed: Packed, _ products: MatrixProducts,
    in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let bias = weights.vector(bias)
    // The input's half does not depend on time: one product for all steps, into the place of the
    // outputs, which are all that backward needs.
    try products.multiply(tape.x, by: packed.w, into: tape.outputs, in: &workspace)
    for step in 0..<tape.shape.steps {
      let (now, next) = (tape.shape.rows(at: step), tape.shape.rows(at: step + 1))
      let (hPrevious, h) = (tape.h.rows(now), tape.h.rows(next))
      try products.multiply(hPrevious, by: packed.u, into: h, accumulating: true, in: &workspace)
      SimpleRNNStep(h: h, mask: tape.shape.mask(at: step))
        .forward(a: h, bias: bias, hPrevious: hPrevious)
    }
  }

  // MARK: Backward

  /// From the gradients of all outputs to those of the parameters, which are added to, of the input
  /// and of the states at the beginning.
  ///
  /// - Parameters:
  ///   - dh: [(steps + 1) · batch, units] as `tape.h` lies: what comes from above, and zero for the
  ///     states at the beginning; leaves with theirs in the first rows, and below them with those of
  ///     the preactivations.
  ///   - dx: [steps · batch, inputs], written; nil where nobody asks.
  package func backward(
    _ tape: Tape, dh: Matrix, dx: Matrix?, gradients: ParameterValues,
    _ packed: Packed, _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let shape = tape.shape
    // A state's gradient is not needed once the preactivation's is known, and gives it its place.
    let da = dh.rows(shape.batch..<dh.rows)
    for step in (0..<shape.steps).reversed() {
      let (now, next) = (shape.rows(at: step), shape.rows(at: step + 1))
      SimpleRNNStep(h: tape.h.rows(next), mask: shape.mask(at: step))
        .backward(dh: dh.rows(next), da: da.rows(now), dhPrevious: dh.rows(now))
      try products.multiply(
        da.rows(now), by: packed.uBack, into: dh.rows(now), accumulating: true, in: &workspace)
    }
    gradients.addColumnSums(of: da, to: bias)
    try addWeightGradients(
      da: da, du: da, x: tape.x, h: tape.h.rows(0..<shape.rows), dx: dx, to: gradients, packed,
      products, in: &workspace)
  }
}
