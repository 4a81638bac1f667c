import CKernels
import Glibc

/// One update of a method: the kernel and its constants, worked out in double precision.
enum UpdatePass: Sendable {
  case sgd(scale: Float, rate: Float)
  case momentum(scale: Float, rate: Float, momentum: Float)
  case rmsprop(ck_rmsprop)
  case adam(ck_adam)

  /// - Parameter update: the number of this update; the first is 1.
  init(_ method: Optimizer.Method, update: Int, learningRate: Double, scale: Double) {
    let (scale, rate, t) = (Float(scale), Float(learningRate), Double(update))
    switch method {
    case .sgd(momentum: 0):
      self = .sgd(scale: scale, rate: rate)
    case .sgd(let momentum):
      self = .momentum(scale: scale, rate: rate, momentum: Float(momentum))
    case .rmsprop(let rho, let epsilon):
      self = .rmsprop(
        ck_rmsprop(
          scale: scale, rate: rate, rho: Float(rho), rest: Float(1 - rho), epsilon: Float(epsilon)))
    case .adam(let beta1, let beta2, let epsilon):
      self = .adam(
        ck_adam(
          scale: scale, rest1: Float(1 - beta1), beta2: Float(beta2), rest2: Float(1 - beta2),
          rate: Float(learningRate / (1 - pow(beta1, t))),
          correct: Float(1 / (1 - pow(beta2, t)).squareRoot()), epsilon: Float(epsilon)))
    }
  }

  /// What an update reads of so many weights is still at hand after it.
  private static let blockLength = 4096

  /// Updates a range, and zeroes its gradients for the next sum, a block after another.
  func run(_ arrays: UpdateArrays, over range: Range<Int>) {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.blockLength) {
      let block = start..<min(start + Self.blockLength, range.upperBound)
      update(arrays, over: block)
      ck_clear(arrays.gradients + start, block.count)
    }
  }

  private func update(_ arrays: UpdateArrays, over range: Range<Int>) {
    let n = range.count
    let w = arrays.weights + range.lowerBound
    let dw = arrays.gradients + range.lowerBound
    let first = arrays.moments + range.lowerBound
    switch self {
    case .sgd(let scale, let rate):
      ck_sgd_update(w, dw, n, scale, rate)
    case .momentum(let scale, let rate, let momentum):
      ck_momentum_update(w, dw, first, n, scale, rate, momentum)
    case .rmsprop(let step):
      ck_rmsprop_update(w, dw, first, n, step)
    case .adam(let step):
      ck_adam_update(w, dw, first, first + arrays.count, n, step)
    }
  }
}

/// Where the arrays of an update are. Threads may share it as they write to ranges of their own.
struct UpdateArrays: @unchecked Sendable {
  let weights: UnsafeMutablePointer<Float>  // [count]
  let gradients: UnsafeMutablePointer<Float>  // [count]
  let moments: UnsafeMutablePointer<Float>  // [0…2, count]
  let count: Int
}
