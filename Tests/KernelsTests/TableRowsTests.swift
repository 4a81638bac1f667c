import Kernels
import Testing

@Suite("Rows of a table")
struct TableRowsTests {
  @Test("are read in any order, and −1 reads zeros", arguments: [1, 16, 37])
  func gather(width: Int) {
    let stride = width + 1
    let table = randomFloats(4 * stride, seed: 1)
    let ids: [Int32] = [3, -1, 0, 3]
    var y = [Float](repeating: 7, count: ids.count * stride)
    TableRows.gather(
      ids, count: ids.count, from: table, tableStride: stride, tableRows: 4, width: width,
      into: &y, stride: stride)
    let expected = ids.flatMap { id in
      (0..<width).map { id < 0 ? 0 : table[Int(id) * stride + $0] } + [7]
    }
    #expect(y == expected)
  }

  @Test("are added to in the order given, and −1 adds to none", arguments: [1, 16, 37])
  func scatter(width: Int) {
    let stride = width + 1
    let ids: [Int32] = [2, -1, 0, 2, 2]
    let dy = randomFloats(ids.count * stride, seed: 2)
    let before = randomFloats(3 * stride, seed: 3)
    var (dtable, expected) = (before, before)
    TableRows.scatterAdd(
      dy, stride: stride, at: ids, count: ids.count, to: &dtable, tableStride: stride,
      tableRows: 3, width: width)
    for (i, id) in ids.enumerated() where id >= 0 {
      for column in 0..<width { expected[Int(id) * stride + column] += dy[i * stride + column] }
    }
    #expect(dtable.bits == expected.bits)
  }
}
