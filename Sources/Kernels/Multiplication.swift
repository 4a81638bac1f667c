import CKernels

// How matrices of any shape are multiplied: copied where rows are not dense, rounded where the
// precision asks for it, and cut into chunks and blocks.
extension Workspace {
  /// c = a · weights, with a bias in every row where there is one, or c += a · weights. In bfloat16 and
  /// int8 `a` is rounded first.
  package func multiply(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix,
    bias: UnsafeBufferPointer<Float>? = nil, accumulating: Bool = false
  ) {
    precondition(a.columns == weights.inputs, "a column for each input")
    c.requireShape(a.rows, weights.outputs)
    precondition(bias == nil || !accumulating, "a bias is for the first sum")
    precondition(bias.map { $0.count == c.columns } ?? true, "a bias for each column")
    let mark = mark
    defer { release(to: mark) }
    if weights.precision == .int8 {
      return multiplyQuantized(a, by: weights, into: c, bias: bias, accumulating)
    }
    let work = RowWork(weights: weights, bias: bias, isAccumulating: accumulating)
    let result = dense(c, keeping: accumulating)
    if multiplications.isBatchInvariant {
      multiplyInBlocks(a, work, into: result)
    } else {
      let rows = weights.precision == .float32 ? dense(a) : a
      multiply(operand(rows, weights.precision), work, into: result)
    }
    if !c.isDense { c.copy(result) }
  }

  /// The same of an operand that serves several multiplications, in training.
  package func multiply(
    _ a: Operand, by weights: PackedWeights, into c: Matrix, accumulating: Bool = false
  ) {
    if let matrix = a.matrix {
      return multiply(matrix, by: weights, into: c, accumulating: accumulating)
    }
    precondition(weights.precision == .bfloat16, "an operand of the weights' precision")
    precondition(!multiplications.isBatchInvariant, "in training alone")
    precondition(a.columns == weights.inputs, "a column for each input")
    c.requireShape(a.rows, weights.outputs)
    let mark = mark
    let result = dense(c, keeping: accumulating)
    multiply(a, RowWork(weights: weights, bias: nil, isAccumulating: accumulating), into: result)
    if !c.isDense { c.copy(result) }
    release(to: mark)
  }

  /// What is to be done with the rows of a matrix.
  private struct RowWork {
    let weights: PackedWeights
    let bias: UnsafeBufferPointer<Float>?
    let isAccumulating: Bool
  }

  private func multiply(_ a: Operand, _ work: RowWork, into c: Matrix) {
    for rows in chunks(of: a.rows) {
      let (a, c) = (a.rows(rows), c.rows(rows))
      run(
        MatrixMultiplication.Shape(
          rows: a.rows, inner: a.columns, columns: c.columns, precision: a.precision,
          a: .rows(stride: a.stride), b: .packed, strideC: c.stride,
          accumulates: work.isAccumulating, hasBias: work.bias != nil),
        a.elements, UnsafeRawPointer(work.weights.bytes), bias: work.bias?.baseAddress,
        into: c.elements)
    }
  }

  private func run(
    _ shape: MatrixMultiplication.Shape, _ a: UnsafeRawPointer, _ b: UnsafeRawPointer,
    bias: UnsafePointer<Float>? = nil, into c: UnsafeMutableRawPointer
  ) {
    let multiplication = multiplications.multiplication(shape)
    let mark = mark
    multiplication.run(a, b, bias: bias, into: c, scratch: bytes(multiplication.scratchSize))
    release(to: mark)
  }

  /// Where rows are not dense oneDNN has nothing but its reference for packed weights: 2,000 times as
  /// slow, and rounded in another order. So such rows are copied.
  private func dense(_ matrix: Matrix, keeping: Bool = true) -> Matrix {
    if matrix.isDense { return matrix }
    let copy = self.matrix(rows: matrix.rows, columns: matrix.columns)
    if keeping { copy.copy(matrix) }
    return copy
  }

  // MARK: Batch-invariant

  /// oneDNN's own kernels for AVX-512 give a row the same bits at any height, so there all full blocks
  /// go at once; narrower instruction sets do not.
  private func multiplyInBlocks(_ a: Matrix, _ work: RowWork, into c: Matrix) {
    let blockHeight = MultiplicationCache.blockHeight
    let full = a.rows / blockHeight * blockHeight
    let step = work.weights.isHeightInvariant ? max(full, 1) : blockHeight
    let mark = mark
    for start in stride(from: 0, to: full, by: step) {
      let rows = start..<start + step
      multiply(operand(dense(a.rows(rows)), work.weights.precision), work, into: c.rows(rows))
      release(to: mark)
    }
    if full == a.rows { return }
    let rest = full..<a.rows
    let padded = matrix(rows: blockHeight, columns: a.columns)
    let result = matrix(rows: blockHeight, columns: c.columns)
    padded.fill(with: 0)
    padded.rows(0..<rest.count).copy(a.rows(rest))
    if work.isAccumulating {
      result.fill(with: 0)
      result.rows(0..<rest.count).copy(c.rows(rest))
    }
    multiply(operand(padded, work.weights.precision), work, into: result)
    c.rows(rest).copy(result.rows(0..<rest.count))
    release(to: mark)
  }

  // MARK: int8

  /// Many rows go in parts, which bounds the room for their sums and the number of shapes. All heights
  /// from 16 on are as fast, to a few percent.
  private func multiplyQuantized(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, bias: UnsafeBufferPointer<Float>?,
    _ accumulating: Bool
  ) {
    let mark = mark
    if let bias = bias?.baseAddress {
      for row in 0..<c.rows { c.row(row).update(from: bias, count: c.columns) }
    }
    for start in stride(from: 0, to: a.rows, by: 64) {
      let rows = start..<min(start + 64, a.rows)
      let (a, c) = (a.rows(rows), c.rows(rows))
      let integers = buffer(a.rows * a.columns, of: Int8.self).baseAddress!
      let scales = buffer(a.rows, of: Float.self).baseAddress!
      let sums = buffer(c.rows * c.columns, of: Int32.self).baseAddress!
      ck_quantize_rows(
        a.elements, a.stride, a.rows, a.columns, PackedWeights.largestInteger, integers, scales)
      multiply(integers, rows: a.rows, by: weights, into: sums)
      ck_scale_sums(
        sums, c.rows, c.columns, scales, weights.scales, c.elements, c.stride,
        accumulating || bias != nil)
      release(to: mark)
    }
  }

  /// Of integers [rows, inputs], into sums [rows, outputs].
  func multiply(
    _ integers: UnsafePointer<Int8>, rows: Int, by weights: PackedWeights,
    into sums: UnsafeMutablePointer<Int32>
  ) {
    run(
      MatrixMultiplication.Shape(
        rows: rows, inner: weights.inputs, columns: weights.outputs, precision: .int8,
        a: .rows(stride: weights.inputs), b: .packed, strideC: weights.outputs, accumulates: false),
      integers, weights.bytes, into: sums)
  }

  // MARK: Transposed

  /// c = aᵀ · b, or c += aᵀ · b: the gradient of weights, from all steps at once. In bfloat16 both are
  /// rounded first.
  package func multiplyTransposed(
    _ a: Matrix, by b: Matrix, into c: Matrix, accumulating: Bool = false,
    precision: Precision = .float32
  ) {
    let mark = mark
    multiplyTransposed(
      operand(a, precision), by: operand(b, precision), into: c, accumulating: accumulating)
    release(to: mark)
  }

  /// The same of operands that serve several multiplications.
  package func multiplyTransposed(
    _ a: Operand, by b: Operand, into c: Matrix, accumulating: Bool = false
  ) {
    precondition(a.rows == b.rows && a.precision == b.precision, "operands that fit")
    c.requireShape(a.columns, b.columns)
    if a.rows == 0 && !accumulating { c.fill(with: 0) }
    for (index, rows) in chunks(of: a.rows).enumerated() {
      let (a, b) = (a.rows(rows), b.rows(rows))
      run(
        MatrixMultiplication.Shape(
          rows: a.columns, inner: a.rows, columns: b.columns, precision: a.precision,
          a: .transposed(stride: a.stride), b: .rows(stride: b.stride), strideC: c.stride,
          accumulates: accumulating || index > 0),
        a.elements, b.elements, into: c.elements)
    }
  }
}

/// Many rows go in chunks that stay in the second cache: an LSTM's weight gradients over 9,600 rows
/// take 8.3 ms in chunks and 10.5 at once. None of them is short.
private func chunks(of rows: Int) -> some Sequence<Range<Int>> {
  let length = 960
  let count = max(rows / length, rows > 0 ? 1 : 0)
  return (0..<count).lazy.map { index in
    index * length..<(index + 1 < count ? (index + 1) * length : rows)
  }
}
