import CKernels

/// One step in time of a GRU over a batch, but for its matrix products.
///
/// r, z = σ(x + u), n = tanh(x + r·u), h = (1 - z)·n + z·hPrevious: the reset gate comes after the
/// product, as in PyTorch, and in Keras by default. A padded row's state is copied from the step
/// before, bit for bit. A row's result does not depend on the rows beside it.
package struct GRUStep {
  /// [batch, 3·hidden], r, z, n in a row: the input's half of the preactivations before `forward`,
  /// gates after it. Padded rows stay as they are.
  package let gates: Matrix
  /// [batch, 3·hidden]: the state's half of the preactivations, with its bias after `forward`.
  package let u: Matrix
  /// [batch, hidden]
  package let hPrevious: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(gates: Matrix, u: Matrix, hPrevious: Matrix, mask: StepMask? = nil) {
    gates.requireShape(hPrevious.rows, 3 * hPrevious.columns)
    u.requireShape(hPrevious.rows, 3 * hPrevious.columns)
    requireMask(mask, hPrevious.rows)
    self.gates = gates
    self.u = u
    self.hPrevious = hPrevious
    self.mask = mask
  }

  /// The gates and `h`.
  ///
  /// - Parameters:
  ///   - inputBias, stateBias: [3·hidden], or nil where the halves have them already.
  ///   - h: [batch, hidden]; may be the memory of `hPrevious` where there is no `backward`.
  package func forward(
    inputBias: UnsafeBufferPointer<Float>?, stateBias: UnsafeBufferPointer<Float>?, h: Matrix
  ) {
    requireBias(inputBias, gates.columns)
    requireBias(stateBias, u.columns)
    h.requireShape(hPrevious.rows, hPrevious.columns)
    ck_gru_forward(
      h.rows, h.columns, mask?.baseAddress, ck_output(gates), inputBias?.baseAddress,
      ck_output(u), stateBias?.baseAddress, ck_input(hPrevious), ck_output(h))
  }

  /// The gradients of both halves of the preactivations, once `forward` has run.
  ///
  /// The gradient of `hPrevious` is du · W, a product which the caller lets accumulate into
  /// `dhPrevious`, before or after, and what is *added* to it here: z·dh, and all of dh in padded
  /// rows.
  ///
  /// - Parameters:
  ///   - dh: [batch, hidden], the sum of what comes from above and from the step after.
  ///   - dx: [batch, 3·hidden]; may be the memory of `gates`.
  ///   - du: [batch, 3·hidden]; may be the memory of `u`.
  ///   - dhPrevious: [batch, hidden]
  package func backward(
    dh: Matrix, dx: Matrix, du: Matrix, dhPrevious: Matrix
  ) {
    dh.requireShape(hPrevious.rows, hPrevious.columns)
    dx.requireShape(gates.rows, gates.columns)
    du.requireShape(u.rows, u.columns)
    dhPrevious.requireShape(hPrevious.rows, hPrevious.columns)
    ck_gru_backward(
      dh.rows, dh.columns, mask?.baseAddress, ck_input(gates), ck_input(u),
      ck_input(hPrevious), ck_input(dh), ck_output(dx), ck_output(du), ck_output(dhPrevious))
  }
}
