import Kernels

/// The rows of a batch that have a word, without those of padding, filled up to a multiple.
struct RealRows: BitwiseCopyable {
  let rows: UnsafeMutableBufferPointer<Int32>  // [count]
  let targets: UnsafeMutableBufferPointer<Int32>  // [paddedCount], −1 behind the count

  var count: Int { rows.count }
  var paddedCount: Int { targets.count }

  init(_ words: PaddedSentences, unit: Int, in workspace: inout Workspace) {
    let count = words.ids.reduce(0) { $0 + ($1 == PaddedSentences.none ? 0 : 1) }
    rows = workspace.buffer(count, of: Int32.self)
    targets = workspace.buffer((count + unit - 1) / unit * unit, of: Int32.self)
    targets.update(repeating: SoftmaxCrossEntropy.noTarget)
    var place = 0
    for row in words.ids.indices where words.ids[row] != PaddedSentences.none {
      rows[place] = Int32(row)
      targets[place] = words.ids[row]
      place += 1
    }
  }

  /// The rows of y one after another, and zeros behind them.
  func gather(_ y: Matrix, into x: Matrix) {
    for (place, row) in rows.enumerated() {
      x.row(place).update(from: y.row(Int(row)), count: y.columns)
    }
    x.rows(count..<paddedCount).fill(with: 0)
  }

  func scatter(_ x: Matrix, into y: Matrix) {
    for (place, row) in rows.enumerated() {
      y.row(Int(row)).update(from: x.row(place), count: y.columns)
    }
  }
}
