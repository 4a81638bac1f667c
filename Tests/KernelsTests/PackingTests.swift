import CKernels
import Testing

@testable import Kernels

/// The bytes of weights packed in bfloat16, on numbers that are rounded in every way.
struct PackingTests {
  private static let rows = [1, 31, 32, 33, 64, 65, 100]
  private static let columns = [1, 15, 16, 17, 33, 48, 49, 64, 65, 130, 200]

  /// Among others ties, what is next to them, infinities and NaN.
  private static func numbers(_ count: Int) -> [Float] {
    var numbers = randomFloats(count, seed: count, scale: 3)
    let special: [Float] = [
      Float(bitPattern: 0x3F80_8000), Float(bitPattern: 0x3F81_8000),
      Float(bitPattern: 0x3F80_7FFF), -0.0, .infinity, -.infinity, .nan,
      .greatestFiniteMagnitude,
    ]
    for index in numbers.indices where index % 5 == 3 {
      numbers[index] = special[index / 5 % special.count]
    }
    return numbers
  }

  /// As the header defines it: panels, blocks of 32 rows, lines of pairs.
  private static func packed(
    rows: Int, columns: Int, width: Int, _ b: (_ row: Int, _ column: Int) -> Float
  ) -> [UInt32] {
    func bits(_ row: Int, _ column: Int) -> UInt32 {
      row < rows && column < columns ? UInt32(bfloat16(b(row, column))) : 0
    }
    var words: [UInt32] = []
    for panel in stride(from: 0, to: columns, by: width) {
      for row in stride(from: 0, to: (rows + 31) / 32 * 32, by: 2) {
        for column in panel..<panel + width {
          words.append(bits(row, column) | bits(row + 1, column) << 16)
        }
      }
    }
    return words
  }

  @Test(arguments: [16, 32, 48, 64], [false, true])
  func `weights are packed as documented`(width: Int, isTransposed: Bool) {
    for rows in Self.rows {
      for columns in Self.columns {
        let (lines, length) = isTransposed ? (columns, rows) : (rows, columns)
        let stride = length + 3
        let numbers = Self.numbers(lines * stride)
        let expected = Self.packed(rows: rows, columns: columns, width: width) { row, column in
          isTransposed ? numbers[column * stride + row] : numbers[row * stride + column]
        }
        var words = [UInt32](repeating: 0xDEAD_BEEF, count: expected.count)
        ck_pack_bfloat16(numbers, stride, rows, columns, isTransposed, width, &words)
        #expect(words == expected, "\(rows)x\(columns)")
      }
    }
  }

  /// Where this fails oneDNN has another format than we know, and packs by itself: slower, and right.
  @Test(.enabled(if: Precision.bfloat16.isSupported))
  func `the format is that of oneDNN`() throws {
    for (inputs, outputs) in [(512, 6482), (6482, 512), (256, 2048), (48, 48), (5, 3)] {
      let format = try MatrixMultiplication(rows: 64, inner: inputs, columns: outputs, .bfloat16)
      #expect(format.panelWidth > 0, "\(inputs)x\(outputs)")
    }
  }

  @Test(.enabled(if: Precision.bfloat16.isSupported), arguments: [false, true])
  func `the unit matrix times weights is the weights, rounded`(isTransposed: Bool) throws {
    MatrixMultiplication.useOnlyThisThread()
    let workspace = Workspace(byteCount: 1 << 22)
    for (rows, columns) in [(33, 65), (64, 130), (100, 17)] {
      let b = workspace.matrix(
        rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns)
      let numbers = randomFloats(rows * columns, seed: rows)
      for index in numbers.indices { b.elements[index] = numbers[index] }
      let weights = try PackedWeights(inputs: rows, outputs: columns, .bfloat16)
      weights.pack(b, transposed: isTransposed)
      let unit = workspace.matrix(rows: rows, columns: rows)
      unit.fill(with: 0)
      for row in 0..<rows { unit[row, row] = 1 }
      let result = workspace.matrix(rows: rows, columns: columns)
      workspace.multiply(unit, by: weights, into: result)
      for row in 0..<rows {
        for column in 0..<columns {
          let number = isTransposed ? b[column, row] : b[row, column]
          #expect(result[row, column] == Float(bitPattern: UInt32(bfloat16(number)) << 16))
        }
      }
    }
  }
}
