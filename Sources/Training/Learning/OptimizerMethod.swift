extension Optimizer {
  /// How weights follow their gradients (`--optimizer`), with the defaults of those who defined it.
  public enum Method: Equatable, Sendable {
    /// Stochastic gradient descent as in PyTorch: u = momentum·u + g; w −= rate·u.
    case sgd(momentum: Double = 0)

    /// RMSprop as in Keras 3, epsilon under the root: v = rho·v + (1 − rho)·g²;
    /// w −= rate·g / √(v + epsilon).
    case rmsprop(rho: Double = 0.9, epsilon: Double = 1e-7)

    /// Adam as in PyTorch and in Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015),
    /// Algorithm 1: epsilon stands beside the root of the corrected second moment. (Keras adds it to
    /// the root before correction.)
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)

    /// How many numbers it remembers of each weight.
    var momentCount: Int {
      switch self {
      case .sgd(let momentum): momentum == 0 ? 0 : 1
      case .rmsprop: 1
      case .adam: 2
      }
    }

    /// Whether the updates are defined for these numbers.
    var isDefined: Bool {
      let fractions = 0.0..<1.0
      return switch self {
      case .sgd(let momentum):
        fractions.contains(momentum)
      case .rmsprop(let rho, let epsilon):
        fractions.contains(rho) && epsilon > 0
      case .adam(let beta1, let beta2, let epsilon):
        fractions.contains(beta1) && fractions.contains(beta2) && epsilon > 0
      }
    }
  }
}
