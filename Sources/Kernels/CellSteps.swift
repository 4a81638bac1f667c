import CKernels

// One step in time of a recurrent cell over a batch, but for its matrix multiplications. The equations
// are those of the layers `LSTM`, `GRU` and `SimpleRNN`; matrices are [batch, hidden] unless noted.
//
// A row's result does not depend on the rows beside it. In padded rows `forward` copies the state of the
// step before, bit for bit, and `backward` adds dh to `dhPrevious`; those of the LSTM and the simple RNN
// need `hPrevious` and `dhPrevious` for nothing else. A bias is nil where the preactivations have it.
//
// `dh` is the sum of what comes from above and from the step after. The gradient of `hPrevious` is
// da · U, which the caller accumulates into `dhPrevious`, before or after: what reaches it by another way
// is *added* there by `backward`.

/// Which rows of a batch are real at a step (not 0) and which are padding (0).
package typealias StepMask = UnsafeBufferPointer<UInt8>

package struct LSTMStep {
  /// [batch, 4·hidden], i, f, g, o in a row: preactivations before `forward`, gates after it. Padded
  /// rows stay as they are.
  package let gates: Matrix
  package let cPrevious: Matrix
  /// May be the memory of `cPrevious` where there is no `backward`.
  package let c: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(gates: Matrix, cPrevious: Matrix, c: Matrix, mask: StepMask? = nil) {
    gates.requireShape(c.rows, 4 * c.columns)
    cPrevious.requireShape(c.rows, c.columns)
    requireMask(mask, c.rows)
    (self.gates, self.cPrevious, self.c, self.mask) = (gates, cPrevious, c, mask)
  }

  /// The gates, `c` and `h`, which may be the memory of `hPrevious`; `bias` is [4·hidden].
  package func forward(bias: UnsafeBufferPointer<Float>?, hPrevious: Matrix?, h: Matrix) {
    requireBias(bias, gates.columns)
    precondition(mask == nil || hPrevious != nil, "padded rows copy the state before")
    hPrevious?.requireShape(c.rows, c.columns)
    h.requireShape(c.rows, c.columns)
    ck_lstm_forward(
      c.rows, c.columns, mask?.baseAddress, ck_output(gates), bias?.baseAddress,
      ck_input(cPrevious), ck_input(hPrevious), ck_output(c), ck_output(h))
  }

  /// The gradients of the preactivations, once `forward` has run, and of `cPrevious`.
  ///
  /// - Parameters:
  ///   - dc: from the step after.
  ///   - da: [batch, 4·hidden]; may be the memory of `gates`.
  ///   - dcPrevious: may be the memory of `dc`.
  package func backward(
    dh: Matrix, dc: Matrix, da: Matrix, dcPrevious: Matrix, dhPrevious: Matrix?
  ) {
    precondition(mask == nil || dhPrevious != nil, "padded rows pass their gradient on")
    for rows in [dh, dc, dcPrevious] { rows.requireShape(c.rows, c.columns) }
    dhPrevious?.requireShape(c.rows, c.columns)
    da.requireShape(c.rows, 4 * c.columns)
    ck_lstm_backward(
      c.rows, c.columns, mask?.baseAddress, ck_input(gates), ck_input(cPrevious), ck_input(c),
      ck_input(dh), ck_input(dc), ck_output(da), ck_output(dcPrevious), ck_output(dhPrevious))
  }
}

package struct GRUStep {
  /// [batch, 3·hidden], r, z, n in a row: the input's half of the preactivations before `forward`,
  /// gates after it. Padded rows stay as they are.
  package let gates: Matrix
  /// [batch, 3·hidden]: the state's half of the preactivations, with its bias after `forward`.
  package let u: Matrix
  package let hPrevious: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(gates: Matrix, u: Matrix, hPrevious: Matrix, mask: StepMask? = nil) {
    gates.requireShape(hPrevious.rows, 3 * hPrevious.columns)
    u.requireShape(hPrevious.rows, 3 * hPrevious.columns)
    requireMask(mask, hPrevious.rows)
    (self.gates, self.u, self.hPrevious, self.mask) = (gates, u, hPrevious, mask)
  }

  /// The gates and `h`, which may be the memory of `hPrevious` where there is no `backward`; biases are
  /// [3·hidden].
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
  /// - Parameters:
  ///   - dx: [batch, 3·hidden]; may be the memory of `gates`.
  ///   - du: [batch, 3·hidden]; may be the memory of `u`.
  ///   - dhPrevious: to which z·dh is added, and in padded rows all of dh.
  package func backward(dh: Matrix, dx: Matrix, du: Matrix, dhPrevious: Matrix) {
    dh.requireShape(hPrevious.rows, hPrevious.columns)
    dx.requireShape(gates.rows, gates.columns)
    du.requireShape(u.rows, u.columns)
    dhPrevious.requireShape(hPrevious.rows, hPrevious.columns)
    ck_gru_backward(
      dh.rows, dh.columns, mask?.baseAddress, ck_input(gates), ck_input(u),
      ck_input(hPrevious), ck_input(dh), ck_output(dx), ck_output(du), ck_output(dhPrevious))
  }
}

package struct SimpleRNNStep {
  package let h: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(h: Matrix, mask: StepMask? = nil) {
    requireMask(mask, h.rows)
    (self.h, self.mask) = (h, mask)
  }

  /// - Parameters:
  ///   - a: the preactivations; may be the memory of `h`.
  ///   - hPrevious: may be the memory of `h` where that of `a` is not.
  package func forward(a: Matrix, bias: UnsafeBufferPointer<Float>?, hPrevious: Matrix?) {
    requireBias(bias, h.columns)
    precondition(mask == nil || hPrevious != nil, "padded rows copy the state before")
    a.requireShape(h.rows, h.columns)
    hPrevious?.requireShape(h.rows, h.columns)
    ck_rnn_forward(
      h.rows, h.columns, mask?.baseAddress, ck_input(a), bias?.baseAddress, ck_input(hPrevious),
      ck_output(h))
  }

  /// The gradient of the preactivations, once `forward` has run; `da` may be the memory of `dh`.
  package func backward(dh: Matrix, da: Matrix, dhPrevious: Matrix?) {
    precondition(mask == nil || dhPrevious != nil, "padded rows pass their gradient on")
    for rows in [dh, da] { rows.requireShape(h.rows, h.columns) }
    dhPrevious?.requireShape(h.rows, h.columns)
    ck_rnn_backward(
      h.rows, h.columns, mask?.baseAddress, ck_input(h), ck_input(dh), ck_output(da),
      ck_output(dhPrevious))
  }
}

private func requireMask(_ mask: StepMask?, _ batch: Int) {
  precondition(mask == nil || mask?.count == batch, "a mask has an entry for every row")
}

private func requireBias(_ bias: UnsafeBufferPointer<Float>?, _ width: Int) {
  precondition(bias == nil || bias?.count == width, "a bias has an element for every gate")
}
