import Kernels

/// The Euclidean norm of a gradient.
///
/// It is summed in double precision in an order that depends on the length alone: within blocks, then
/// block after block. So each thread may sum the blocks that it has just written, while they are in
/// the cache, and the result has the same bits.
package enum GradientNorm: Equatable, Sendable {
  case finite(Double)
  /// Some gradient is infinite, and none is NaN.
  case infinite
  /// Some gradient is NaN.
  case notANumber

  /// The length of all blocks but the last, which may be shorter.
  package static let blockLength = Reductions.blockSize

  /// The norm of an array, read once.
  package init(of gradients: Span<Float>) {
    var sum = 0.0
    for start in stride(from: 0, to: gradients.count, by: Self.blockLength) {
      let end = min(start + Self.blockLength, gradients.count)
      sum += Self.sumOfSquares(block: gradients.extracting(start..<end))
    }
    self.init(sumOfSquares: sum)
  }

  /// The norm of an array whose blocks give these sums, in the order of the blocks.
  package init(blockSums: some Sequence<Double>) {
    self.init(sumOfSquares: blockSums.reduce(0, +))
  }

  /// The part of a block in the norm.
  package static func sumOfSquares(block: Span<Float>) -> Double {
    precondition(block.count <= blockLength, "more than a block")
    return block.withUnsafeBufferPointer { block in
      block.baseAddress.map { Reductions.sumOfSquares($0, count: block.count) } ?? 0
    }
  }

  // The squares of finite floats, at most 2^256 each, do not overflow a sum in double precision.
  private init(sumOfSquares sum: Double) {
    self = sum.isNaN ? .notANumber : sum.isInfinite ? .infinite : .finite(sum.squareRoot())
  }

  /// What to multiply a summed gradient by, to have its mean over `count` clipped to a norm of at
  /// most `limit` (`--clip-norm`): the mean is what PyTorch's `clip_grad_norm_` would be given. Nil
  /// where the norm is not finite: such an update would ruin the weights.
  package func scale(clippingTo limit: Double? = nil, averagingOver count: Double = 1) -> Double? {
    precondition(count > 0, "a mean over nothing")
    guard case .finite(let norm) = self else { return nil }
    guard let limit else { return 1 / count }
    return min(1, limit / (norm / count + 1e-6)) / count
  }
}
