/// What an LSTM's forget gates are biased to at first (`--forget-bias`): whether anything is kept
/// over many steps before the gates have learned.
package enum ForgetBias: Equatable, Sendable {
  /// The same for all units. Jozefowicz, Zaremba and Sutskever, "An Empirical Exploration of
  /// Recurrent Network Architectures" (2015) recommend 1: of a memory 0.73 is kept a step.
  case value(Float)

  /// The logarithm of a number drawn from 1 to the longest length less 1, with the input gate's bias
  /// its negative: units remember for as many steps. Tallec and Ollivier, "Can Recurrent Neural
  /// Networks Warp Time?" (2018).
  case chrono(longest: Int)
}
