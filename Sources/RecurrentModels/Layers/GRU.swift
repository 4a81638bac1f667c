import Kernels

/// Gated recurrent units, with the reset gate after the product.
///
///     r = σ(W_r x + b_r + U_r h' + v_r)            what is heard of the past   (h': the step before)
///     z = σ(W_z x + b_z + U_z h' + v_z)            what is kept
///     n = tanh(W_n x + b_n + r · (U_n h' + v_n))   what it would write
///     h = (1 − z) · n + z · h'                     the output
///
/// The gates lie side by side in a row in the order r, z, n, here and in the model file, as in
/// PyTorch; Keras has z before r.
enum GRU {
  /// From W x in `tape.gates` and U h' in `tape.u` to the gates and h.
  static func forward(
    _ tape: CellTape, at step: Int, inputBias b: UnsafeBufferPointer<Float>,
    stateBias v: UnsafeBufferPointer<Float>
  ) {
    gruStep(tape, step)
      .forward(inputBias: b, stateBias: v, h: tape.h.rows(tape.shape.states(after: step)))
  }

  /// From the gradient of h to those of both halves of the preactivations, in their places.
  ///
  ///     dn = dh (1 - z) (1 - n²)     dz = dh (h' - n) z (1 - z)     dr = dn · u_n · r (1 - r)
  ///     dx = [dr, dz, dn]            du = [dr, dz, dn · r]          dh' = dh · z + Uᵀ du
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix) {
    let shape = tape.shape
    let now = shape.rows(at: step)
    gruStep(tape, step).backward(
      dh: dh.rows(shape.states(after: step)), dx: tape.gates.rows(now), du: tape.u.rows(now),
      dhPrevious: dh.rows(shape.states(before: step)))
  }

  private static func gruStep(_ tape: CellTape, _ step: Int) -> GRUStep {
    let shape = tape.shape
    let now = shape.rows(at: step)
    return GRUStep(
      gates: tape.gates.rows(now), u: tape.u.rows(now),
      hPrevious: tape.h.rows(shape.states(before: step)), mask: shape.mask(at: step))
  }
}
