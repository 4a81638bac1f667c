import CKernels

extension Workspace {
  /// c = a · weights, or c += a · weights, where the rows of `a` become integers first.
  package mutating func multiply(
    _ a: Matrix, by weights: QuantizedWeights, into c: Matrix, accumulating: Bool = false
  ) {
    precondition(a.columns == weights.inputs && c.columns == weights.outputs, "shapes that fit")
    precondition(a.rows == c.rows, "as many rows")
    let mark = mark
    for start in stride(from: 0, to: a.rows, by: blockHeight) {
      let rows = start..<min(start + blockHeight, a.rows)
      multiplyBlock(a.rows(rows), by: weights, into: c.rows(rows), accumulating)
      release(to: mark)
    }
  }

  private mutating func multiplyBlock(
    _ a: Matrix, by weights: QuantizedWeights, into c: Matrix, _ accumulating: Bool
  ) {
    let integers = buffer(a.rows * a.columns, of: Int8.self).baseAddress!
    let scales = buffer(a.rows, of: Float.self).baseAddress!
    let sums = buffer(c.rows * c.columns, of: Int32.self).baseAddress!
    ck_quantize_rows(
      a.elements, a.stride, a.rows, a.columns, QuantizedWeights.largestInteger, integers, scales)
    multiply(integers, rows: a.rows, by: weights, into: sums)
    ck_scale_sums(
      sums, c.rows, c.columns, scales, weights.scales, c.elements, c.stride, accumulating)
  }

  /// Of integers [rows, inputs], into sums [rows, outputs].
  mutating func multiply(
    _ integers: UnsafePointer<Int8>, rows: Int, by weights: QuantizedWeights,
    into sums: UnsafeMutablePointer<Int32>
  ) {
    let product = products.product(
      MatrixProduct.Shape(
        rows: rows, inner: weights.inputs, columns: weights.outputs, packed: .int8))
    let mark = mark
    product.run(integers, weights.bytes, into: sums, scratch: bytes(product.scratchSize))
    release(to: mark)
  }
}

/// Many rows go in parts, which bounds the room for their sums and the number of products to keep. All
/// heights from 16 on are as fast, to a few parts in a hundred.
private let blockHeight = 64
