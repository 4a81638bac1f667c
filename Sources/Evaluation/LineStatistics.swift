/// What a metric counted in each line of a hypothesis: rows of as many numbers, from whose sums a
/// corpus' score is computed.
public struct LineStatistics: Equatable, Sendable {
  /// How many numbers a line has.
  public let width: Int
  private var counts: [Double] = []  // [line, width]

  init(width: Int) { self.width = width }

  /// Parts of the same width, one after the other.
  init(joining parts: [LineStatistics]) {
    width = parts.first?.width ?? 0
    counts = parts.flatMap(\.counts)
  }

  public var indices: Range<Int> { 0..<(width == 0 ? 0 : counts.count / width) }

  public subscript(line: Int) -> ArraySlice<Double> { counts[line * width..<(line + 1) * width] }

  /// The sums over all lines.
  public var total: [Double] {
    var total = [Double](repeating: 0, count: width)
    for line in indices { add(line, to: &total) }
    return total
  }

  mutating func append(_ row: [Double]) {
    assert(row.count == width)
    counts += row
  }

  func add(_ line: Int, to total: inout [Double]) {
    for column in 0..<width { total[column] += counts[line * width + column] }
  }
}
