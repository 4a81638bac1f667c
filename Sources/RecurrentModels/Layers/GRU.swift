import Kernels

/// A layer of gated recurrent units, in one direction, with the reset gate after the product.
///
///     r = σ(W_r x + b_r + U_r h' + v_r)            what is heard of the past   (h': the step before)
///     z = σ(W_z x + b_z + U_z h' + v_z)            what is kept
///     n = tanh(W_n x + b_n + r · (U_n h' + v_n))   what it would write
///     h = (1 − z) · n + z · h'                     the output
///
/// The gates lie side by side in a row in the order r, z, n, here and in the model file, as in
/// PyTorch; Keras has z before r.
package struct GRU: RecurrentLayer {
  package let inputs: Int
  package let units: Int
  package let weightIH: ParameterLayout.Tensor  // W [3·units, inputs]
  package let weightHH: ParameterLayout.Tensor  // U [3·units, units]
  let biasIH: ParameterLayout.Tensor  // b [3·units]
  let biasHH: ParameterLayout.Tensor  // v [3·units]

  package init(_ name: String, inputs: Int, units: Int, in layout: inout ParameterLayout) {
    self.inputs = inputs
    self.units = units
    let tensors = layout.addCell(.gru, name, inputs: inputs, units: units)
    (weightIH, weightHH) = (tensors.weightIH, tensors.weightHH)
    (biasIH, biasHH) = (tensors.biases[0], tensors.biases[1])
  }

  /// What forward leaves behind for backward. The first of the states are those it began with, so a
  /// step's states are `batch` rows further down than its gates.
  package struct Tape {
    package let shape: SequenceBatch
    package let x: Matrix  // [steps · batch, inputs]
    package let gates: Matrix  // [steps · batch, 3·units]
    package let u: Matrix  // [steps · batch, 3·units], U h' + v
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
      shape: shape, x: x, gates: workspace.matrix(rows: shape.rows, columns: 3 * units),
      u: workspace.matrix(rows: shape.rows, columns: 3 * units),
      h: workspace.matrix(rows: shape.rows + shape.batch, columns: units))
  }

  // MARK: Forward

  package func forward(
    _ tape: Tape, _ weights: ParameterValues, _ packed: Packed, _ products: MatrixProducts,
    in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let (b, v) = (weights.vector(biasIH), weights.vector(biasHH))
    // The input's half does not depend on time: one product for all steps.
    try products.multiply(tape.x, by: packed.w, into: tape.gates, in: &workspace)
    for step in 0..<tape.shape.steps {
      let (now, next) = (tape.shape.rows(at: step), tape.shape.rows(at: step + 1))
      // The state's half stays by itself, for r takes its part of it.
      let u = tape.u.rows(now)
      try products.multiply(tape.h.rows(now), by: packed.u, into: u, in: &workspace)
      GRUStep(
        gates: tape.gates.rows(now), u: u, hPrevious: tape.h.rows(now),
        mask: tape.shape.mask(at: step)
      ).forward(inputBias: b, stateBias: v, h: tape.h.rows(next))
    }
  }

  // MARK: Backward

  /// From the gradients of all outputs to those of the parameters, which are added to, of the input
  /// and of the states at the beginning.
  ///
  /// - Parameters:
  ///   - dh: [(steps + 1) · batch, units] as `tape.h` lies: what comes from above, and zero for the
  ///     states at the beginning; leaves with the sums over time, theirs in the first rows.
  ///   - dx: [steps · batch, inputs], written; nil where nobody asks.
  ///
  /// The gates and the state's half become their own gradients: the tape serves one backward.
  package func backward(
    _ tape: Tape, dh: Matrix, dx: Matrix?, gradients: ParameterValues,
    _ packed: Packed, _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let shape = tape.shape
    let (da, du) = (tape.gates, tape.u)
    for step in (0..<shape.steps).reversed() {
      let (now, next) = (shape.rows(at: step), shape.rows(at: step + 1))
      GRUStep(
        gates: da.rows(now), u: du.rows(now), hPrevious: tape.h.rows(now),
        mask: shape.mask(at: step)
      ).backward(dh: dh.rows(next), dx: da.rows(now), du: du.rows(now), dhPrevious: dh.rows(now))
      try products.multiply(
        du.rows(now), by: packed.uBack, into: dh.rows(now), accumulating: true, in: &workspace)
    }
    gradients.addColumnSums(of: da, to: biasIH)
    gradients.addColumnSums(of: du, to: biasHH)
    try addWeightGradients(
      da: da, du: du, x: tape.x, h: tape.h.rows(0..<shape.rows), dx: dx, to: gradients, packed,
      products, in: &workspace)
  }
}
