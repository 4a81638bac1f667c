import CKernels

/// Functions of single numbers, over arrays of them.
///
/// They are within 2.5 units of the last place wherever the result is a normal number, and saturate
/// to exactly 0, ±1 and infinity. A number's result does not depend on where it stands.
package enum Activation {
  case exponential
  case hyperbolicTangent
  case sigmoid

  /// Replaces every number by its result.
  package func apply(to numbers: UnsafeMutableBufferPointer<Float>) {
    guard let start = numbers.baseAddress else { return }
    switch self {
    case .exponential: ck_exp(start, start, numbers.count)
    case .hyperbolicTangent: ck_tanh(start, start, numbers.count)
    case .sigmoid: ck_sigmoid(start, start, numbers.count)
    }
  }
}
