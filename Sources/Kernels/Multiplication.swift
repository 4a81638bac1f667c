import CKernels

extension Workspace {
  /// c = a · weights, or c += a · weights. In bfloat16 `a` is rounded first.
  package mutating func multiply(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, accumulating: Bool = false
  ) {
    precondition(a.columns == weights.inputs && c.columns == weights.outputs, "shapes that fit")
    precondition(a.rows == c.rows, "as many rows")
    guard a.isDense && c.isDense else {
      return multiplyCopies(a, by: weights, into: c, accumulating)
    }
    switch products.rows {
    case .together: multiplyTogether(a, by: weights, into: c, accumulating)
    case .alike: multiplyAlike(a, by: weights, into: c, accumulating)
    }
  }

  /// Where rows do not follow each other closely oneDNN has but its reference for packed weights: 2,000
  /// times as slow, and rounded in another order.
  private mutating func multiplyCopies(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, _ accumulating: Bool
  ) {
    let mark = mark
    let operand = a.isDense ? a : matrix(rows: a.rows, columns: a.columns)
    let result = c.isDense ? c : matrix(rows: c.rows, columns: c.columns)
    if !a.isDense { operand.copy(a) }
    if !c.isDense && accumulating { result.copy(c) }
    multiply(operand, by: weights, into: result, accumulating: accumulating)
    if !c.isDense { c.copy(result) }
    release(to: mark)
  }

  private mutating func multiplyTogether(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, _ accumulating: Bool
  ) {
    for rows in stretches(of: a.rows) {
      multiplyStretch(a.rows(rows), by: weights, into: c.rows(rows), accumulating)
    }
  }

  private mutating func multiplyStretch(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, _ accumulating: Bool
  ) {
    let isNarrow = weights.precision == .bfloat16
    let product = products.product(
      MatrixProduct.Shape(
        rows: a.rows, inner: a.columns, columns: c.columns, operands: weights.precision.operands,
        a: .rows(stride: isNarrow ? a.columns : a.stride), b: .packed, strideC: c.stride,
        accumulates: accumulating))
    let mark = mark
    let operand = isNarrow ? narrowed(a) : UnsafeRawPointer(a.elements)
    product.run(operand, weights.bytes, into: c.elements, scratch: bytes(product.scratchSize))
    release(to: mark)
  }

  /// oneDNN's own kernels for AVX-512 give a row the same bits at any height, so there all full blocks
  /// go at once; narrower instruction sets do not.
  private mutating func multiplyAlike(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, _ accumulating: Bool
  ) {
    let full = a.rows / blockHeight * blockHeight
    let step = weights.isHeightInvariant ? max(full, 1) : blockHeight
    for start in stride(from: 0, to: full, by: step) {
      let rows = start..<start + step
      multiplyTogether(a.rows(rows), by: weights, into: c.rows(rows), accumulating)
    }
    if full == a.rows { return }
    let rest = full..<a.rows
    let mark = mark
    let padded = matrix(rows: blockHeight, columns: a.columns)
    let result = matrix(rows: blockHeight, columns: c.columns)
    padded.fill(with: 0)
    padded.rows(0..<rest.count).copy(a.rows(rest))
    if accumulating {
      result.fill(with: 0)
      result.rows(0..<rest.count).copy(c.rows(rest))
    }
    multiplyTogether(padded, by: weights, into: result, accumulating)
    c.rows(rest).copy(result.rows(0..<rest.count))
    release(to: mark)
  }

  /// c = aᵀ · b, or c += aᵀ · b: the gradient of weights, from all steps at once.
  package mutating func multiplyTransposed(
    _ a: Matrix, by b: Matrix, into c: Matrix, accumulating: Bool = false,
    precision: Precision = .float32
  ) {
    precondition(a.rows == b.rows && c.rows == a.columns && c.columns == b.columns, "shapes")
    if a.rows == 0 && !accumulating { c.fill(with: 0) }
    for (index, rows) in stretches(of: a.rows).enumerated() {
      multiplyStretchTransposed(
        a.rows(rows), by: b.rows(rows), into: c, accumulating || index > 0, precision)
    }
  }

  private mutating func multiplyStretchTransposed(
    _ a: Matrix, by b: Matrix, into c: Matrix, _ accumulating: Bool, _ precision: Precision
  ) {
    let isNarrow = precision == .bfloat16
    let product = products.product(
      MatrixProduct.Shape(
        rows: a.columns, inner: a.rows, columns: b.columns, operands: precision.operands,
        a: .transposed(stride: isNarrow ? a.columns : a.stride),
        b: .rows(stride: isNarrow ? b.columns : b.stride), strideC: c.stride,
        accumulates: accumulating))
    let mark = mark
    let left = isNarrow ? narrowed(a) : UnsafeRawPointer(a.elements)
    let right = isNarrow ? narrowed(b) : UnsafeRawPointer(b.elements)
    product.run(left, right, into: c.elements, scratch: bytes(product.scratchSize))
    release(to: mark)
  }

  private mutating func narrowed(_ a: Matrix) -> UnsafeRawPointer {
    let target = buffer(a.rows * a.columns, of: UInt16.self).baseAddress!
    for row in 0..<a.rows {
      ck_to_bfloat16(a.row(row), target + row * a.columns, a.columns)
    }
    return UnsafeRawPointer(target)
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
