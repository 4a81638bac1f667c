import Kernels

/// A simple recurrent network (Elman, 1990).
///
///     h = tanh(W x + U h' + b)   output        (h': of the step before)
enum SimpleRNN: RecurrentCell {
  static let layerName = "SimpleRNN"
  static let gateCount = 1
  static let biasNames = ["bias"]
  static let hasCellState = false
  static let keepsStateHalf = false

  /// From a = W x + U h' in `tape.gates` to h.
  static func forward(_ tape: CellTape, at step: Int, _ biases: CellBiases) {
    kernel(tape, at: step).forward(
      a: tape.gates(at: step), bias: biases.input, hPrevious: tape.h(before: step))
  }

  /// From the gradient of h to that of a, in its place: da = dh (1 - h²).
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix, dc: Matrix) {
    kernel(tape, at: step).backward(
      dh: dh.rows(tape.shape.states(after: step)), da: tape.gates(at: step),
      dhPrevious: dh.rows(tape.shape.states(before: step)))
  }

  private static func kernel(_ tape: CellTape, at step: Int) -> SimpleRNNStep {
    SimpleRNNStep(h: tape.h(after: step), mask: tape.shape.mask(at: step))
  }
}
