import CKernels

/// One step in time of a simple recurrent network over a batch, but for its matrix products:
/// h = tanh(a + bias).
///
/// A padded row's state is copied from the step before, bit for bit. A row's result does not depend
/// on the rows beside it.
package struct SimpleRNNStep {
  /// [batch, hidden]
  package let h: Matrix
  /// [batch], or nil where all rows are real.
  package let mask: StepMask?

  package init(h: Matrix, mask: StepMask? = nil) {
    requireMask(mask, h.rows)
    self.h = h
    self.mask = mask
  }

  /// - Parameters:
  ///   - a: [batch, hidden], the preactivations; may be the memory of `h`.
  ///   - bias: [hidden], or nil where the preactivations have it already.
  ///   - hPrevious: [batch, hidden], which only padded rows need; may be the memory of `h` where
  ///     that of `a` is not.
  package func forward(a: Matrix, bias: UnsafeBufferPointer<Float>?, hPrevious: Matrix?) {
    requireBias(bias, h.columns)
    precondition(mask == nil || hPrevious != nil, "padded rows copy the state before")
    a.requireShape(h.rows, h.columns)
    hPrevious?.requireShape(h.rows, h.columns)
    ck_rnn_forward(
      h.rows, h.columns, mask?.baseAddress, ck_input(a), bias?.baseAddress, ck_input(hPrevious),
      ck_output(h))
  }

  /// The gradient of the preactivations, once `forward` has run.
  ///
  /// The gradient of `hPrevious` is da · W, a product which the caller lets accumulate into
  /// `dhPrevious`, before or after. Padded rows, which have no da, add their dh to it here.
  ///
  /// - Parameters:
  ///   - dh: [batch, hidden], the sum of what comes from above and from the step after.
  ///   - da: [batch, hidden]; may be the memory of `dh`.
  ///   - dhPrevious: [batch, hidden], which only padded rows need.
  package func backward(dh: Matrix, da: Matrix, dhPrevious: Matrix?) {
    precondition(mask == nil || dhPrevious != nil, "padded rows pass their gradient on")
    for rows in [dh, da] { rows.requireShape(h.rows, h.columns) }
    dhPrevious?.requireShape(h.rows, h.columns)
    ck_rnn_backward(
      h.rows, h.columns, mask?.baseAddress, ck_input(h), ck_input(dh), ck_output(da),
      ck_output(dhPrevious))
  }
}
