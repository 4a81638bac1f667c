import Kernels

/// Fills weights with what training begins with. A tensor has a stream of random numbers of its own,
/// named by its place in the layout: another tensor behind it changes nothing.
package struct Initialization {
  package let weights: ParameterValues
  private let seed: UInt64

  package init(_ weights: ParameterValues, seed: UInt64) {
    self.weights = weights
    self.seed = seed
  }

  /// Uniform in ±limit.
  package func uniform(_ tensor: ParameterLayout.Tensor, limit: Float) {
    var stream = stream(for: tensor)
    stream.fillUniform(
      weights[tensor].elements, count: tensor.count, from: -limit, to: limit)
  }

  package func normal(_ tensor: ParameterLayout.Tensor, deviation: Float) {
    var stream = stream(for: tensor)
    stream.fillNormal(weights[tensor].elements, count: tensor.count, deviation: deviation)
  }

  package func constant(_ tensor: ParameterLayout.Tensor, _ value: Float) {
    weights[tensor].fill(with: value)
  }

  func stream(for tensor: ParameterLayout.Tensor) -> RandomStream {
    RandomStream(seed: seed, number: UInt64(tensor.offset / ParameterLayout.alignment))
  }
}
