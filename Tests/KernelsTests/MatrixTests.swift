import Kernels
import Testing

struct MatrixTests {
  @Test func `rows and columns are cut out as views`() {
    let workspace = Workspace(byteCount: 1000)
    let matrix = workspace.matrix(rows: 4, columns: 5)
    for row in 0..<4 { for column in 0..<5 { matrix[row, column] = Float(row * 10 + column) } }
    let part = matrix.rows(1..<3).columns(2..<5)
    #expect(part.rows == 2 && part.columns == 3 && part.stride == 5)
    #expect(part[1, 2] == 24)
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100]) func `every element is added`(count: Int) {
    var (x, sum) = (randomFloats(count, seed: 1), randomFloats(count, seed: 2))
    let expected = zip(x, sum).map { $1 + $0 }
    x.withUnsafeMutableBufferPointer { x in
      sum.withUnsafeMutableBufferPointer { sum in
        guard let x = x.baseAddress, let sum = sum.baseAddress else { return }
        Matrix(sum, rows: 1, columns: count).add(Matrix(x, rows: 1, columns: count))
      }
    }
    #expect(sum.bits == expected.bits)
  }

  @Test(arguments: [0, 1, 7, 8, 9, 20], [0, 1, 15, 16, 17, 37])
  func `columns are added row after row, in parts as at once`(rows: Int, columns: Int) {
    let x = SampleMatrix(rows, columns, seed: 4)
    let before = randomFloats(columns, seed: 5)
    var expected = before
    for row in 0..<rows {
      for column in 0..<columns { expected[column] += x[row, column] }
    }
    for part in [3, 8, 20] {
      let sums = SampleMatrix(1, columns, Layout(gap: 1)) { before[$1] }
      for row in stride(from: 0, to: rows, by: part) {
        sums.matrix.addColumnSums(of: x.matrix.rows(row..<min(row + part, rows)))
      }
      #expect(sums.rows[0].bits == expected.bits)
      [sums].expectWholeAroundRows()
    }
  }
}
