import Kernels

/// A layer of long short-term memory, in one direction.
///
///     i = σ(W_i x + U_i h' + b_i)      what is written        (h', c': of the step before)
///     f = σ(W_f x + U_f h' + b_f)      what is kept
///     g = tanh(W_g x + U_g h' + b_g)   what it would write
///     o = σ(W_o x + U_o h' + b_o)      what is shown
///     c = f · c' + i · g               the memory
///     h = o · tanh(c)                  the output
///
/// The gates lie side by side in a row in the order i, f, g, o, here and in the model file, as in
/// PyTorch and Keras.
package struct LSTM: RecurrentLayer {
  package let inputs: Int
  package let units: Int
  package let weightIH: ParameterLayout.Tensor  // W [4·units, inputs]
  package let weightHH: ParameterLayout.Tensor  // U [4·units, units]
  let bias: ParameterLayout.Tensor  // b [4·units]

  package init(_ name: String, inputs: Int, units: Int, in layout: inout ParameterLayout) {
    self.inputs = inputs
    self.units = units
    let tensors = layout.addCell(.lstm, name, inputs: inputs, units: units)
    (weightIH, weightHH, bias) = (tensors.weightIH, tensors.weightHH, tensors.biases[0])
  }

  /// What forward leaves behind for backward. The first of the states are those it began with, so a
  /// step's states are `batch` rows further down than its gates.
  package struct Tape {
    package let shape: SequenceBatch
    package let x: Matrix  // [steps · batch, inputs]
    package let gates: Matrix  // [steps · batch, 4·units]
    package let c: Matrix  // [(steps + 1) · batch, units]
    package let h: Matrix  // [(steps + 1) · batch, units]

    /// The outputs of all steps.
    package var outputs: Matrix { h.rows(shape.batch..<h.rows) }
  }

  /// Room for a pass over sequences that begin with the states `tape.c` and `tape.h` have in their
  /// first rows, which the caller fills.
  package func tape(
    for x: Matrix, _ shape: SequenceBatch, in workspace: inout Workspace
  ) -> Tape {
    precondition(x.rows == shape.rows && x.columns == inputs, "an input for every row")
    let states = shape.rows + shape.batch
    return Tape(
      shape: shape, x: x, gates: workspace.matrix(rows: shape.rows, columns: 4 * units),
      c: workspace.matrix(rows: states, columns: units),
      h: workspace.matrix(rows: states, columns: units))
  }

  // MARK: Forward

  package func forward(
    _ tape: Tape, _ weights: ParameterValues, _ packed: Packed, _ products: MatrixProducts,
    in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let bias = weights.vector(bias)
    // The input's half does not depend on time: one product for all steps.
    try products.multiply(tape.x, by: packed.w, into: tape.gates, in: &workspace)
    for step in 0..<tape.shape.steps {
      let (now, next) = (tape.shape.rows(at: step), tape.shape.rows(at: step + 1))
      let a = tape.gates.rows(now)
      try products.multiply(
        tape.h.rows(now), by: packed.u, into: a, accumulating: true, in: &workspace)
      LSTMStep(
        gates: a, cPrevious: tape.c.rows(now), c: tape.c.rows(next),
        mask: tape.shape.mask(at: step)
      ).forward(bias: bias, hPrevious: tape.h.rows(now), h: tape.h.rows(next))
    }
  }

  // MARK: Backward

  /// From the gradients of all outputs and of the last memory to those of the parameters, which are
  /// added to, of the input and of the states at the beginning.
  ///
  /// - Parameters:
  ///   - dh: [(steps + 1) · batch, units] as `tape.h` lies: what comes from above, and zero for the
  ///     states at the beginning; leaves with the sums over time, theirs in the first rows.
  ///   - dc: [batch, units]: of the last memory; leaves as that of the first.
  ///   - dx: [steps · batch, inputs], written; nil where nobody asks.
  ///
  /// The gates become their own gradients: the tape serves one backward.
  package func backward(
    _ tape: Tape, dh: Matrix, dc: Matrix, dx: Matrix?, gradients: ParameterValues,
    _ packed: Packed, _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let shape = tape.shape
    let da = tape.gates
    for step in (0..<shape.steps).reversed() {
      let (now, next) = (shape.rows(at: step), shape.rows(at: step + 1))
      LSTMStep(
        gates: da.rows(now), cPrevious: tape.c.rows(now), c: tape.c.rows(next),
        mask: shape.mask(at: step)
      ).backward(
        dh: dh.rows(next), dc: dc, da: da.rows(now), dcPrevious: dc, dhPrevious: dh.rows(now))
      try products.multiply(
        da.rows(now), by: packed.uBack, into: dh.rows(now), accumulating: true, in: &workspace)
    }
    gradients.addColumnSums(of: da, to: bias)
    try addWeightGradients(
      da: da, du: da, x: tape.x, h: tape.h.rows(0..<shape.rows), dx: dx, to: gradients, packed,
      products, in: &workspace)
  }
}
