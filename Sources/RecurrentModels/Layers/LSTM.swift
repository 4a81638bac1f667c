import Kernels

/// Long short-term memory.
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
enum LSTM {
  /// From a = W x + U h' in `tape.gates` to the gates, c and h.
  static func forward(_ tape: CellTape, at step: Int, bias b: UnsafeBufferPointer<Float>) {
    let shape = tape.shape
    let (before, after) = (shape.states(before: step), shape.states(after: step))
    LSTMStep(
      gates: tape.gates.rows(shape.rows(at: step)), cPrevious: tape.c.rows(before),
      c: tape.c.rows(after), mask: shape.mask(at: step)
    ).forward(bias: b, hPrevious: tape.h.rows(before), h: tape.h.rows(after))
  }

  /// From the gradients of h and c to those of a, in the place of the gates, and of c'.
  ///
  ///     do = dh · tanh(c)       dc += dh · o (1 - tanh²(c))      dc' = dc · f
  ///     di = dc · g             df = dc · c'                     dg = dc · i
  ///     da_k = dk · k (1 - k) of i, f and o                      da_g = dg (1 - g²)
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix, dc: Matrix) {
    let shape = tape.shape
    let (before, after) = (shape.states(before: step), shape.states(after: step))
    let gates = tape.gates.rows(shape.rows(at: step))
    LSTMStep(
      gates: gates, cPrevious: tape.c.rows(before), c: tape.c.rows(after),
      mask: shape.mask(at: step)
    ).backward(
      dh: dh.rows(after), dc: dc, da: gates, dcPrevious: dc, dhPrevious: dh.rows(before))
  }
}
