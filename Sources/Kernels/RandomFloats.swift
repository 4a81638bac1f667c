import CKernels

/// Weights to begin with. The floats are the same on every processor.
extension RandomStream {
  /// Multiples of 2⁻²⁴ in [0, 1), stretched to [low, high); rounding may reach `high`. A word each.
  package mutating func fillUniform(
    _ x: UnsafeMutablePointer<Float>, count: Int, from low: Float, to high: Float
  ) {
    ck_random_uniform(seed, number, advance(by: count), count, low, high, x)
  }

  /// Uniform in ±√(6 / (inputs + outputs)), which keeps the variance of what passes through a matrix
  /// forward and backward: Glorot and Bengio, "Understanding the Difficulty of Training Deep
  /// Feedforward Neural Networks" (2010).
  package mutating func fillGlorot(
    _ x: UnsafeMutablePointer<Float>, count: Int, inputs: Int, outputs: Int
  ) {
    precondition(inputs + outputs > 0, "a matrix has rows and columns")
    let limit = (6 / Float(inputs + outputs)).squareRoot()
    fillUniform(x, count: count, from: -limit, to: limit)
  }

  /// From the normal distribution, within 6.8 deviations. Two words each, 18 ns.
  package mutating func fillNormal(
    _ x: UnsafeMutablePointer<Float>, count: Int, mean: Float = 0, deviation: Float
  ) {
    ck_random_normal(seed, number, advance(by: 2 * count), count, mean, deviation, x)
  }
}
