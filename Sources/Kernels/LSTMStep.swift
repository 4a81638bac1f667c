import CKernels

/// One step in time of an LSTM over a batch, but for its matrix products.
///
/// i, f, o = σ(a + bias), g = tanh(a + bias), c = f·cPrevious + i·g, h = o·tanh(c). A padded row's
/// state is copied from the step before, bit for bit. A row's result does not depend on the rows
/// beside it.
package struct LSTMStep {
  /// [batch, 4·hidden], i, f, g, o in a row: preactivations before `forward`, gates after it. Padded
  /// rows stay as they are.
  package let gates: Matrix
  /// [batch, hidden]
  package let cPrevious: Matrix
  /// [batch, hidden]; may be the memory of `cPrevious` where there is no `backward`.
  package let c: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(gates: Matrix, cPrevious: Matrix, c: Matrix, mask: StepMask? = nil) {
    gates.requireShape(c.rows, 4 * c.columns)
    cPrevious.requireShape(c.rows, c.columns)
    requireMask(mask, c.rows)
    self.gates = gates
    self.cPrevious = cPrevious
    self.c = c
    self.mask = mask
  }

  /// The gates, `c` and `h`.
  ///
  /// - Parameters:
  ///   - bias: [4·hidden], or nil where the preactivations have it already.
  ///   - hPrevious: [batch, hidden], which only padded rows need.
  ///   - h: [batch, hidden]; may be the memory of `hPrevious`.
  package func forward(
    bias: UnsafeBufferPointer<Float>?, hPrevious: Matrix?, h: Matrix
  ) {
    requireBias(bias, gates.columns)
    precondition(mask == nil || hPrevious != nil, "padded rows copy the state before")
    hPrevious?.requireShape(c.rows, c.columns)
    h.requireShape(c.rows, c.columns)
    ck_lstm_forward(
      c.rows, c.columns, mask?.baseAddress, ck_output(gates), bias?.baseAddress,
      ck_input(cPrevious), ck_input(hPrevious), ck_output(c), ck_output(h))
  }

  /// The gradients of the preactivations and of `cPrevious`, once `forward` has run.
  ///
  /// The gradient of `hPrevious` is da · W, a product which the caller lets accumulate into
  /// `dhPrevious`, before or after. Padded rows, which have no da, add their dh to it here.
  ///
  /// - Parameters:
  ///   - dh: [batch, hidden], the sum of what comes from above and from the step after.
  ///   - dc: [batch, hidden], from the step after.
  ///   - da: [batch, 4·hidden]; may be the memory of `gates`.
  ///   - dcPrevious: [batch, hidden]; may be the memory of `dc`.
  ///   - dhPrevious: [batch, hidden], which only padded rows need.
  package func backward(
    dh: Matrix, dc: Matrix, da: Matrix, dcPrevious: Matrix, dhPrevious: Matrix?
  ) {
    precondition(mask == nil || dhPrevious != nil, "padded rows pass their gradient on")
    for rows in [dh, dc, dcPrevious] { rows.requireShape(c.rows, c.columns) }
    dhPrevious?.requireShape(c.rows, c.columns)
    da.requireShape(c.rows, 4 * c.columns)
    ck_lstm_backward(
      c.rows, c.columns, mask?.baseAddress, ck_input(gates), ck_input(cPrevious),
      ck_input(c), ck_input(dh), ck_input(dc), ck_output(da), ck_output(dcPrevious),
      ck_output(dhPrevious))
  }
}
