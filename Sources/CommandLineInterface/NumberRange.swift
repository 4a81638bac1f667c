// How ranges and numbers read in help and in complaints.

extension ClosedRange<Int> {
  /// `1 to 1024`, `at least 1`, or nil where any number will do.
  var inWords: String? {
    switch (lowerBound, upperBound) {
    case (.min, .max): nil
    case (let low, .max): "at least \(low)"
    case (.min, let high): "at most \(high)"
    case (let low, let high): "\(low) to \(high)"
    }
  }
}

extension ClosedRange<Double> {
  /// As for integers; a range from the least positive number reads `above 0`.
  var inWords: String? {
    switch (lowerBound, upperBound) {
    case (-.infinity, .infinity): nil
    case (.leastNonzeroMagnitude, .infinity): "above 0"
    case (let low, .infinity): "at least \(decimal(low))"
    case (-.infinity, let high): "at most \(decimal(high))"
    case (.leastNonzeroMagnitude, let high): "above 0, at most \(decimal(high))"
    case (let low, let high): "\(decimal(low)) to \(decimal(high))"
    }
  }
}

/// A number as people write it: without `.0`.
func decimal(_ number: Double) -> String {
  let text = "\(number)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
