extension Workspace {
  /// c = a · weights, with a bias in every row where there is one, or c += a · weights. In bfloat16 `a`
  /// is rounded first.
  package mutating func multiply(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix,
    bias: UnsafeBufferPointer<Float>? = nil, accumulating: Bool = false
  ) {
    precondition(a.columns == weights.inputs && c.columns == weights.outputs, "shapes that fit")
    precondition(a.rows == c.rows, "as many rows")
    precondition(bias == nil || !accumulating, "a bias is for the first sum")
    precondition(bias.map { $0.count == c.columns } ?? true, "a bias for each column")
    let work = RowWork(weights: weights, bias: bias, isAccumulating: accumulating)
    let mark = mark
    let result = dense(c, keeping: accumulating)
    switch products.rows {
    case .together:
      let operand =
        weights.precision == .float32 ? .float32(dense(a)) : operand(a, weights.precision)
      multiplyTogether(operand, work, into: result)
    case .alike: multiplyAlike(a, work, into: result)
    }
    if !c.isDense { c.copy(result) }
    release(to: mark)
  }

  /// The same of an operand that serves several products, where rows may matter to each other.
  package mutating func multiply(
    _ a: Operand, by weights: PackedWeights, into c: Matrix, accumulating: Bool = false
  ) {
    switch a {
    case .float32(let matrix):
      multiply(matrix, by: weights, into: c, accumulating: accumulating)
    case .bfloat16:
      precondition(weights.precision == .bfloat16, "an operand of the weights' precision")
      precondition(products.rows == .together, "rows that may matter to each other")
      precondition(a.columns == weights.inputs && c.columns == weights.outputs, "shapes that fit")
      precondition(a.rows == c.rows, "as many rows")
      let mark = mark
      let result = dense(c, keeping: accumulating)
      multiplyTogether(
        a, RowWork(weights: weights, bias: nil, isAccumulating: accumulating), into: result)
      if !c.isDense { c.copy(result) }
      release(to: mark)
    }
  }

  /// What is to be done with the rows of a matrix.
  private struct RowWork {
    let weights: PackedWeights
    let bias: UnsafeBufferPointer<Float>?
    let isAccumulating: Bool
  }

  /// Where rows do not follow each other closely oneDNN has but its reference for packed weights: 2,000
  /// times as slow, and rounded in another order. So such rows are copied.
  private mutating func dense(_ matrix: Matrix, keeping: Bool = true) -> Matrix {
    if matrix.isDense { return matrix }
    let copy = self.matrix(rows: matrix.rows, columns: matrix.columns)
    if keeping { copy.copy(matrix) }
    return copy
  }

  private mutating func multiplyTogether(_ a: Operand, _ work: RowWork, into c: Matrix) {
    for rows in stretches(of: a.rows) {
      multiplyStretch(a.rows(rows), work, into: c.rows(rows))
    }
  }

  private mutating func multiplyStretch(_ a: Operand, _ work: RowWork, into c: Matrix) {
    let product = products.product(
      MatrixProduct.Shape(
        rows: a.rows, inner: a.columns, columns: c.columns, operands: a.precision.operands,
        a: .rows(stride: a.stride), b: .packed, strideC: c.stride,
        accumulates: work.isAccumulating, hasBias: work.bias != nil))
    let mark = mark
    product.run(
      a.elements, work.weights.bytes, bias: work.bias?.baseAddress, into: c.elements,
      scratch: bytes(product.scratchSize))
    release(to: mark)
  }

  /// oneDNN's own kernels for AVX-512 give a row the same bits at any height, so there all full blocks
  /// go at once; narrower instruction sets do not.
  private mutating func multiplyAlike(_ a: Matrix, _ work: RowWork, into c: Matrix) {
    let full = a.rows / blockHeight * blockHeight
    let step = work.weights.isHeightInvariant ? max(full, 1) : blockHeight
    let mark = mark
    for start in stride(from: 0, to: full, by: step) {
      let rows = start..<start + step
      multiplyTogether(
        operand(dense(a.rows(rows)), work.weights.precision), work, into: c.rows(rows))
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
    multiplyTogether(operand(padded, work.weights.precision), work, into: result)
    c.rows(rest).copy(result.rows(0..<rest.count))
    release(to: mark)
  }

  /// c = aᵀ · b, or c += aᵀ · b: the gradient of weights, from all steps at once. In bfloat16 both are
  /// rounded first.
  package mutating func multiplyTransposed(
    _ a: Matrix, by b: Matrix, into c: Matrix, accumulating: Bool = false,
    precision: Precision = .float32
  ) {
    let mark = mark
    let a = operand(a, precision)
    multiplyTransposed(a, by: operand(b, precision), into: c, accumulating: accumulating)
    release(to: mark)
  }

  /// The same of operands that serve several products.
  package mutating func multiplyTransposed(
    _ a: Operand, by b: Operand, into c: Matrix, accumulating: Bool = false
  ) {
    precondition(a.rows == b.rows && c.rows == a.columns && c.columns == b.columns, "shapes")
    precondition(a.precision == b.precision, "operands of one precision")
    if a.rows == 0 && !accumulating { c.fill(with: 0) }
    for (index, rows) in stretches(of: a.rows).enumerated() {
      let (a, b) = (a.rows(rows), b.rows(rows))
      let product = products.product(
        MatrixProduct.Shape(
          rows: a.columns, inner: a.rows, columns: b.columns, operands: a.precision.operands,
          a: .transposed(stride: a.stride), b: .rows(stride: b.stride), strideC: c.stride,
          accumulates: accumulating || index > 0))
      let mark = mark
      product.run(
        a.elements, b.elements, into: c.elements, scratch: bytes(product.scratchSize))
      release(to: mark)
    }
  }
}

private let blockHeight = 16

/// Many rows go in stretches that stay in the second cache: an LSTM's weight gradients over 9,600 rows
/// take 8.3 ms in stretches and 10.5 at once. None of them is short.
private func stretches(of rows: Int) -> some Sequence<Range<Int>> {
  let length = 960
  let number = max(rows / length, rows > 0 ? 1 : 0)
  return (0..<number).lazy.map { index in
    index * length..<(index + 1 < number ? (index + 1) * length : rows)
  }
}
