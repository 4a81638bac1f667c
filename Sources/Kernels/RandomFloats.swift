import CKernels

/// Floats at random, the same on every processor.
extension RandomStream {
  /// Multiples of 2⁻²⁴ in [0, 1), stretched to [low, high); rounding may reach `high`. A word each.
  package mutating func fillUniform(
    _ x: UnsafeMutablePointer<Float>, count: Int, from low: Float, to high: Float
  ) {
    ck_random_uniform(seed, number, advance(by: count), count, low, high, x)
  }

  /// From the normal distribution, within 6.8 deviations. Two words each, 18 ns.
  package mutating func fillNormal(
    _ x: UnsafeMutablePointer<Float>, count: Int, mean: Float = 0, deviation: Float
  ) {
    ck_random_normal(seed, number, advance(by: 2 * count), count, mean, deviation, x)
  }
}
