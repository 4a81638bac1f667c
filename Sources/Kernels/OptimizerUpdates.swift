import CKernels
import Glibc

/// One update of a method, its constants worked out in double precision; each one pass over memory.
package enum OptimizerUpdate: Sendable {
  case sgd(scale: Float, rate: Float)
  case momentum(scale: Float, rate: Float, momentum: Float)
  case rmsprop(scale: Float, rate: Float, rho: Float, oneMinusRho: Float, epsilon: Float)
  case adam(Adam)

  package struct Adam: Sendable {
    fileprivate let constants: ck_adam

    /// - Parameter update: counted from 1.
    package init(
      scale: Double, rate: Double, beta1: Double, beta2: Double, epsilon: Double, update: Int
    ) {
      let t = Double(update)
      constants = ck_adam(
        scale: Float(scale), one_minus_beta1: Float(1 - beta1), beta2: Float(beta2),
        one_minus_beta2: Float(1 - beta2), rate: Float(rate / (1 - pow(beta1, t))),
        correct: Float(1 / (1 - pow(beta2, t)).squareRoot()), epsilon: Float(epsilon))
    }
  }

  /// What an update reads of so many weights is still in the cache after it.
  private static let blockLength = 4096

  /// Updates a range of the arrays, and zeroes its gradients for the next sum, a block after another.
  package func run(_ arrays: OptimizerArrays, over range: Range<Int>) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockLength) {
      let block = start..<min(start + Self.blockLength, range.upperBound)
      update(arrays, over: block)
      ck_clear(arrays.gradients + start, block.count)
    }
  }

  private func update(_ arrays: OptimizerArrays, over range: Range<Int>) {
    let n = range.count
    let w = arrays.weights + range.lowerBound
    let dw = arrays.gradients + range.lowerBound
    let first = arrays.moments + range.lowerBound
    switch self {
    case .sgd(let scale, let rate): ck_sgd_update(w, dw, n, scale, rate)
    case .momentum(let scale, let rate, let momentum):
      ck_momentum_update(w, dw, first, n, scale, rate, momentum)
    case .rmsprop(let scale, let rate, let rho, let oneMinusRho, let epsilon):
      let constants = ck_rmsprop(
        scale: scale, rate: rate, rho: rho, one_minus_rho: oneMinusRho, epsilon: epsilon)
      ck_rmsprop_update(w, dw, first, n, constants)
    case .adam(let adam): ck_adam_update(w, dw, first, first + arrays.count, n, adam.constants)
    }
  }
}

/// Where the arrays of an update are. Threads may share it as they write to ranges of their own.
package struct OptimizerArrays: @unchecked Sendable {
  let weights: UnsafeMutablePointer<Float>  // [count]
  let gradients: UnsafeMutablePointer<Float>  // [count]
  let moments: UnsafeMutablePointer<Float>  // [0…2, count]
  let count: Int

  package init(weights: FloatArray, gradients: FloatArray, moments: FloatArray) {
    precondition(weights.count == gradients.count, "a gradient for every weight")
    (self.weights, self.gradients, self.moments) = (weights.start, gradients.start, moments.start)
    count = weights.count
  }
}

extension FloatArray {
  /// Moves a range towards other values: a += rate · (w − a), an exponential moving average.
  package func average(in newest: FloatArray, rate: Float, over range: Range<Int>) {
    precondition(newest.count == count && range.lowerBound >= 0 && range.upperBound <= count)
    ck_average_update(start + range.lowerBound, newest.start + range.lowerBound, range.count, rate)
  }
}
