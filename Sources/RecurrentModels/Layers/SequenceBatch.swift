import Kernels
import TextProcessing

/// How a batch of sequences lies in a matrix: step after step in time, and within a step a row a
/// sequence. A layer takes the steps in the order of its direction, and counts them so. Its states
/// lie with a block of rows more than its inputs, since they begin before the first step: a layer
/// that reads forward has its first states in the first block, one that reads backward in the last.
package struct SequenceBatch: BitwiseCopyable {
  package enum Direction: BitwiseCopyable, Sendable { case forward, backward }

  package let steps: Int
  package let batch: Int
  /// [steps · batch]: 0 where a sequence has ended; nil where all are equally long.
  package let mask: UnsafeBufferPointer<UInt8>?
  package let direction: Direction

  package init(
    steps: Int, batch: Int, mask: UnsafeBufferPointer<UInt8>? = nil, direction: Direction = .forward
  ) {
    precondition(mask == nil || mask?.count == steps * batch, "a mask has an entry for every row")
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

/// Sentences side by side, a step after another, as layers take them.
package struct PaddedSentences: BitwiseCopyable {
  /// No token.
  static let none: Int32 = -1

  let ids: UnsafeMutableBufferPointer<Int32>  // [steps · batch]
  let shape: SequenceBatch

  package init(ids: UnsafeMutableBufferPointer<Int32>, _ shape: SequenceBatch) {
    precondition(ids.count == shape.rows, "an id for every row")
    (self.ids, self.shape) = (ids, shape)
  }

  /// - Parameter first: an id that stands before each sentence, whose last id then is left out: what a
  ///   decoder is fed.
  init(
    _ sentences: IDSequences, _ range: Range<Int>, startingWith first: Int32? = nil,
    in workspace: Workspace
  ) {
    let batch = range.count
    let steps = range.reduce(0) { max($0, sentences.length(of: $1)) }
    let ids = workspace.buffer(steps * batch, of: Int32.self)
    let mask = workspace.buffer(steps * batch, of: UInt8.self)
    ids.update(repeating: Self.none)
    mask.update(repeating: 0)
    var isEven = true
    sentences.ids.withUnsafeBufferPointer { all in
      for (row, sentence) in range.enumerated() {
        let start = sentences.offsets[sentence]
        let sentence = UnsafeBufferPointer(
          rebasing: all[start..<start + sentences.length(of: sentence)])
        for step in sentence.indices {
          let id = first.map { step == 0 ? $0 : sentence[step - 1] } ?? sentence[step]
          ids[step * batch + row] = id
          mask[step * batch + row] = 1
        }
        if sentence.count < steps { isEven = false }
      }
    }
    self.init(
      ids: ids,
      SequenceBatch(steps: steps, batch: batch, mask: isEven ? nil : UnsafeBufferPointer(mask)))
  }

  /// One step of as many sentences.
  init(_ tokens: UnsafeBufferPointer<Int32>, in workspace: Workspace) {
    let ids = workspace.buffer(tokens.count, of: Int32.self)
    _ = ids.update(fromContentsOf: tokens)
    self.init(ids: ids, SequenceBatch(steps: 1, batch: tokens.count))
  }

  /// Writes `<unk>` where a token is dropped. What begins and ends a sentence is not.
  func drop(_ dropout: Dropout, _ context: DropoutContext?) {
    guard dropout.isActive(context) else { return }
    for row in ids.indices where ids[row] >= firstToken && dropout.drops(row: row, shape, context) {
      ids[row] = Int32(SpecialToken.unknown.rawValue)
    }
  }
}

/// Behind the special tokens, with which a vocabulary begins.
private let firstToken = Int32(SpecialToken.allCases.count)

/// The rows of a batch that have a token, without those of padding, filled up to a multiple.
struct RealRows: BitwiseCopyable {
  let rows: UnsafeMutableBufferPointer<Int32>  // [count]
  let targets: UnsafeMutableBufferPointer<Int32>  // [paddedCount], −1 behind the count

  var count: Int { rows.count }
  var paddedCount: Int { targets.count }

  init(_ tokens: PaddedSentences, unit: Int, in workspace: Workspace) {
    let count = tokens.ids.reduce(0) { $0 + ($1 == PaddedSentences.none ? 0 : 1) }
    rows = workspace.buffer(count, of: Int32.self)
    targets = workspace.buffer((count + unit - 1) / unit * unit, of: Int32.self)
    targets.update(repeating: Softmax.noTarget)
    var place = 0
    for row in tokens.ids.indices where tokens.ids[row] != PaddedSentences.none {
      rows[place] = Int32(row)
      targets[place] = tokens.ids[row]
      place += 1
    }
  }

  /// The rows of y one after another, and zeros behind them.
  func gather(_ y: Matrix, into x: Matrix) {
    TableRows.gather(UnsafeBufferPointer(rows), from: y, into: x.rows(0..<count))
    x.rows(count..<paddedCount).fill(with: 0)
  }

  func scatter(_ x: Matrix, into y: Matrix) {
    for (place, row) in rows.enumerated() {
      y.row(Int(row)).update(from: x.row(place), count: y.columns)
    }
  }
}
