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

/// The largest |x − reference|, relative to the reference where that is above 1. NaN where NaN is
/// expected is not a deviation, and an infinite one anywhere else.
func largestDeviation(_ values: some Collection<Float>, from references: [Double]) -> Double {
  largestDeviation(values.map(Double.init), from: references)
}

func largestDeviation(_ values: [Double], from references: [Double]) -> Double {
  guard values.count == references.count else { return .infinity }
  return zip(values, references).reduce(0) { largest, pair in
    let (value, reference) = pair
    if value == reference || value.isNaN && reference.isNaN { return largest }
    let deviation = (value - reference).magnitude / max(1, reference.magnitude)
    return deviation.isNaN ? .infinity : max(largest, deviation)
  }
}

/// Rounded to the nearest, to even in a tie; NaN stays NaN.
func bfloat16(_ x: Float) -> UInt16 {
  let bits = x.bitPattern
  return x.isNaN ? UInt16(bits >> 16) | 0x40 : UInt16((bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
}

func bfloat16IsNaN(_ x: UInt16) -> Bool { x & 0x7FFF > 0x7F80 }
