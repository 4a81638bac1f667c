import Glibc
import Kernels

/// Long short-term memory: three gates and two memories, the cell state c and the output h.
///
///     i = σ(W_i x + U_i h' + b_i)      input gate: what is written     (h', c': of the step before)
///     f = σ(W_f x + U_f h' + b_f)      forget gate: what is kept
///     g = tanh(W_g x + U_g h' + b_g)   candidate: what would be written
///     o = σ(W_o x + U_o h' + b_o)      output gate: what is shown
///     c = f · c' + i · g               cell state
///     h = o · tanh(c)                  output
///
/// The gates lie side by side in a row in the order i, f, g, o, here and in the model file, as in
/// PyTorch and Keras. Hochreiter and Schmidhuber, "Long Short-Term Memory" (1997); the forget gate is
/// of Gers, Schmidhuber and Cummins, "Learning to Forget" (2000).
enum LSTM: RecurrentCell {
  static let layerName = "LSTM"
  static let gateCount = 4
  static let biasNames = ["bias"]
  static let hasCellState = true
  static let keepsStateHalf = false

  /// From a = W x + U h' in `tape.gates` to the gates, c and h.
  static func forward(_ tape: CellTape, at step: Int, _ biases: CellBiases) {
    kernel(tape, at: step).forward(
      bias: biases.input, hPrevious: tape.h(before: step), h: tape.h(after: step))
  }

  /// From the gradients of h and c to those of a, in the place of the gates, and of c'.
  ///
  ///     do = dh · tanh(c)       dc += dh · o (1 - tanh²(c))      dc' = dc · f
  ///     di = dc · g             df = dc · c'                     dg = dc · i
  ///     da_k = dk · k (1 - k) of i, f and o                      da_g = dg (1 - g²)
  static func backward(_ tape: CellTape, at step: Int, dh: Matrix, dc: Matrix) {
    let shape = tape.shape
    kernel(tape, at: step).backward(
      dh: dh.rows(shape.states(after: step)), dc: dc, da: tape.gates(at: step),
      dcPrevious: dc, dhPrevious: dh.rows(shape.states(before: step)))
  }

  private static func kernel(_ tape: CellTape, at step: Int) -> LSTMStep {
    let shape = tape.shape
    return LSTMStep(
      gates: tape.gates(at: step), cPrevious: tape.c.rows(shape.states(before: step)),
      c: tape.c.rows(shape.states(after: step)), mask: shape.mask(at: step))
  }

  /// Sets the forget gates' bias, and with `chrono` the input gates'.
  static func initialize(
    bias tensor: ParameterLayout.Tensor, units: Int, _ forgetBias: ForgetBias,
    _ initialization: Initialization
  ) {
    let bias = initialization.weights[tensor]
    let (i, f) = (bias.columns(0..<units), bias.columns(units..<2 * units))
    switch forgetBias {
    case .value(let value): f.fill(with: value)
    case .chrono(let longest):
      var stream = initialization.stream(for: tensor)
      stream.fillUniform(f.elements, count: units, from: 1, to: Float(max(longest - 1, 1)))
      for unit in 0..<units {
        f[0, unit] = logf(f[0, unit])
        i[0, unit] = -f[0, unit]
      }
    }
  }
}

/// What an LSTM's forget gates are biased to at first (`--forget-bias`): whether anything is kept
/// over many steps before the gates have learned.
package enum ForgetBias: Equatable, Sendable {
  /// The same for all units. Jozefowicz, Zaremba and Sutskever, "An Empirical Exploration of
  /// Recurrent Network Architectures" (2015) recommend 1: of the cell state 0.73 is kept a step.
  case value(Float)

  /// The logarithm of a number drawn from 1 to the longest length less 1, with the input gate's bias
  /// its negative: units remember for as many steps. Tallec and Ollivier, "Can Recurrent Neural
  /// Networks Warp Time?" (2018).
  case chrono(longest: Int)
}
