import Kernels

/// How a batch of sequences lies in a matrix: step after step in time, and within a step a row a
/// sequence.
///
/// A layer takes the steps in the order of its direction, and counts them so. Its states lie with a
/// block of rows more than its inputs, since they begin before the first step: a layer that reads
/// forward has its first states in the first block, one that reads backward in the last.
package struct SequenceBatch: BitwiseCopyable {
  package enum Direction: BitwiseCopyable, Sendable { case forward, backward }

  package let steps: Int
  package let batch: Int
  /// [steps · batch]: 0 where a sequence has ended; nil where all are equally long.
  package let mask: UnsafeBufferPointer<UInt8>?
  package let direction: Direction

  package init(
    steps: Int, batch: Int, mask: UnsafeBufferPointer<UInt8>? = nil,
    direction: Direction = .forward
  ) {
    precondition(mask == nil || mask?.count == steps * batch, "a mask tells of every row")
    self.steps = steps
    self.batch = batch
    self.mask = mask
    self.direction = direction
  }

  /// The same sequences as a layer of another direction takes them.
  package func reading(_ direction: Direction) -> SequenceBatch {
    SequenceBatch(steps: steps, batch: batch, mask: mask, direction: direction)
  }

  package var rows: Int { steps * batch }

  // MARK: Rows of inputs and gates

  /// The rows of a step.
  package func rows(at step: Int) -> Range<Int> {
    block(direction == .forward ? step : last - step)
  }

  /// The rows of some steps, which lie together.
  package func rows(of steps: Range<Int>) -> Range<Int> {
    if steps.isEmpty { return 0..<0 }
    let (first, last) = (rows(at: steps.lowerBound), rows(at: steps.upperBound - 1))
    return min(first.lowerBound, last.lowerBound)..<max(first.upperBound, last.upperBound)
  }

  package func mask(at step: Int) -> UnsafeBufferPointer<UInt8>? {
    mask.map { UnsafeBufferPointer(rebasing: $0[rows(at: step)]) }
  }

  package func isReal(_ row: Int) -> Bool { mask.map { $0[row] != 0 } ?? true }

  // MARK: Rows of states, [(steps + 1) · batch]

  package func states(before step: Int) -> Range<Int> {
    block(direction == .forward ? step : last - step + 1)
  }

  package func states(after step: Int) -> Range<Int> {
    block(direction == .forward ? step + 1 : last - step)
  }

  package var firstStates: Range<Int> { states(before: 0) }

  /// Those of a sequence that has ended are copied to here.
  package var lastStates: Range<Int> { states(after: last) }

  /// The states that follow each row, in the order of the rows: the layer's outputs.
  package var outputs: Range<Int> { direction == .forward ? batch..<rows + batch : 0..<rows }

  /// The states that come before each of the rows of some steps, in the order of the rows.
  func states(beforeRows rows: Range<Int>) -> Range<Int> {
    let shift = direction == .forward ? 0 : batch
    return rows.lowerBound + shift..<rows.upperBound + shift
  }

  private var last: Int { steps - 1 }

  private func block(_ index: Int) -> Range<Int> { index * batch..<(index + 1) * batch }
}
