/// The cells of an edit matrix that are looked at: in each row those near the pseudo-diagonal, as
/// sacreBLEU has it, whose arithmetic decides which they are.
///
/// Rows are stored from their first cell on, with room to either side for the neighbours that a cell
/// of the next row asks for: memory is 200 bytes a word, however long the lines.
struct EditBand {
  private let starts: [Int]  // of each row the first column
  private let ends: [Int]
  private let stride: Int
  private let columns: Int

  private static let beam = 25  // columns to either side of the diagonal

  /// Of the rows 0 to `rows` and the columns 0 to `columns`.
  init(rows: Int, columns: Int) {
    let ratio = rows == 0 ? 1 : Double(columns) / Double(rows)
    let widest = ratio / 2 > Double(Self.beam)
    let half = widest ? Int((ratio / 2 + Double(Self.beam)).rounded(.up)) : Self.beam
    let middles = (0...rows).map { Int(Double($0) * ratio) }
    let starts = middles.map { max(0, $0 - half) }
    var ends = middles.map { min(columns + 1, $0 + half) }
    ends[rows] = columns + 1
    if rows > 0 { ends[0] = ends[1] }  // the first row is whole; more of it nobody asks for
    self.starts = starts
    self.ends = ends
    self.columns = columns
    stride = 1 + (zip([0] + starts, ends).map { $1 - $0 }.max() ?? 0)
  }

  /// The columns of a row.
  subscript(row: Int) -> Range<Int> { starts[row]..<ends[row] }

  /// How many cells are stored.
  var size: Int { starts.count * stride }

  /// Where a cell is stored, or one beside the band that the next row's cells ask for.
  func index(row: Int, column: Int) -> Int { row * stride + 1 + column - starts[row] }

  func indices(ofRow row: Int) -> Range<Int> { row * stride..<(row + 1) * stride }

  /// Where the last row's last cell is.
  var last: Int { index(row: starts.count - 1, column: columns) }
}
