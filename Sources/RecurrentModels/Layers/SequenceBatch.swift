import Kernels

/// How a batch of sequences lies in a matrix: step after step, and within a step a row a sequence.
package struct SequenceBatch {
  package let steps: Int
  package let batch: Int
  /// [steps · batch]: 0 where a sequence has ended; nil where all are equally long.
  package let mask: UnsafeBufferPointer<UInt8>?

  package init(steps: Int, batch: Int, mask: UnsafeBufferPointer<UInt8>? = nil) {
    precondition(mask == nil || mask?.count == steps * batch, "a mask tells of every row")
    self.steps = steps
    self.batch = batch
    self.mask = mask
  }

  package var rows: Int { steps * batch }

  /// The rows of a step.
  func rows(at step: Int) -> Range<Int> { step * batch..<(step + 1) * batch }

  func mask(at step: Int) -> UnsafeBufferPointer<UInt8>? {
    mask.map { UnsafeBufferPointer(rebasing: $0[rows(at: step)]) }
  }
}
