/// The largest |x − reference|, relative to the reference where that is above 1. NaN where NaN is
/// expected is no deviation, and infinitely many anywhere else.
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
