import Kernels

/// Gated recurrent units (Cho et al., 2014), with the reset gate after the multiplication.
///
///     r = σ(W_r x + b_r + U_r h' + v_r)            reset gate: what is read of the past   (h': the
///     z = σ(W_z x + b_z + U_z h' + v_z)            update gate: what is kept               step before)
///     n = tanh(W_n x + b_n + r · (U_n h' + v_n))   candidate: what would be written
///     h = (1 − z) · n + z · h'                     output
///
/// The gates lie side by side in a row in the order r, z, n, here and in the model file, as in
/// PyTorch; Keras has z before r.
enum GRU: RecurrentCell {
  static let layerName = "GRU"
  static let gateCount = 3
  /// b and v, since the reset gate stands between the two halves.
  static let biasNames = ["bias_ih", "bias_hh"]
  static let hasCellState = false
  static let keepsStateHalf = true

  /// From W x in `tape.gates` and U h' in `tape.u` to the gates and h.
  static func forward(_ tape: CellTape, at step: Int, _ biases: CellBiases) {
    kernel(tape, at: step).forward(
      inputBias: biases.input, stateBias: biases.state, h: tape.h(after: step))
  }

  /// From the gradient of h to those of both halves of the preactivations, in their places.
  ///
  ///     dn = dh (1 - z) (1 - n²)     dz = dh (h' - n) z (1 - z)     dr = dn · u_n · r (1 - r)
  ///     dx = [dr, dz, dn]            du = [dr, dz, dn · r]          dh' = dh · z + Uᵀ du
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix, dc: Matrix) {
    kernel(tape, at: step).backward(
      dh: dh.rows(tape.shape.states(after: step)), dx: tape.gates(at: step), du: tape.u(at: step),
      dhPrevious: dh.rows(tape.shape.states(before: step)))
  }

  private static func kernel(_ tape: CellTape, at step: Int) -> GRUStep {
    GRUStep(
      gates: tape.gates(at: step), u: tape.u(at: step), hPrevious: tape.h(before: step),
      mask: tape.shape.mask(at: step))
  }
}
