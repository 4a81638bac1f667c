import Kernels

/// Floats from −1 to 1 times a scale: others for another seed.
func randomFloats(_ count: Int, seed: Int, scale: Float = 1) -> [Float] {
  var floats = [Float](repeating: 0, count: count)
  var stream = RandomStream(seed: UInt64(seed), number: 0)
  stream.fillUniform(&floats, count: count, from: -scale, to: scale)
  return floats
}

extension [Float] {
  /// What tells −0 from 0 and a NaN from another.
  var bits: [UInt32] { map(\.bitPattern) }

  var doubles: [Double] { map(Double.init) }
}
