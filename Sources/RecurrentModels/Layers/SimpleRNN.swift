import Kernels

/// A simple recurrent network, Elman's.
///
///     h = tanh(W x + U h' + b)   the output        (h': of the step before)
enum SimpleRNN {
  /// From a = W x + U h' in `tape.gates` to h.
  static func forward(_ tape: CellTape, at step: Int, bias b: UnsafeBufferPointer<Float>) {
    let shape = tape.shape
    SimpleRNNStep(h: tape.h.rows(shape.states(after: step)), mask: shape.mask(at: step))
      .forward(
        a: tape.gates.rows(shape.rows(at: step)), bias: b,
        hPrevious: tape.h.rows(shape.states(before: step)))
  }

  /// From the gradient of h to that of a, in its place: da = dh (1 - h²).
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix) {
    let shape = tape.shape
    let after = shape.states(after: step)
    SimpleRNNStep(h: tape.h.rows(after), mask: shape.mask(at: step))
      .backward(
        dh: dh.rows(after), da: tape.gates.rows(shape.rows(at: step)),
        dhPrevious: dh.rows(shape.states(before: step)))
  }
}
