import CKernels
import Threading

/// Every product that was ever asked for, kept by its shape: sentences come in few lengths, and
/// making a product costs more than running a small one.
package final class MatrixProducts: Sendable {
  private let kept = Guarded<[MatrixProduct.Shape: MatrixProduct]>([:])

  package init() {}

  package func product(_ shape: MatrixProduct.Shape) throws(MatrixProductError) -> MatrixProduct {
    try kept.withLock { kept throws(MatrixProductError) in
      if let product = kept[shape] { return product }
      let product = try MatrixProduct(shape)
      kept[shape] = product
      return product
    }
  }

  /// c = a · weights, or c += a · weights. In bfloat16 `a` is rounded first.
  package func multiply(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, accumulating: Bool = false,
    in workspace: inout Workspace
  ) throws(MatrixProductError) {
    precondition(a.columns == weights.inputs && c.columns == weights.outputs, "shapes that fit")
    precondition(a.rows == c.rows, "as many rows")
    if a.rows == 0 { return }
    let isNarrow = weights.precision == .bfloat16
    let product = try product(
      MatrixProduct.Shape(
        rows: a.rows, inner: a.columns, columns: c.columns, precision: weights.precision,
        a: .rows(stride: isNarrow ? a.columns : a.stride), b: .packed, strideC: c.stride,
        accumulates: accumulating))
    let mark = workspace.mark
    let operand = isNarrow ? narrowed(a, in: &workspace) : UnsafeRawPointer(a.elements)
    product.run(
      operand, weights.bytes, into: c.elements, scratch: workspace.bytes(product.scratchSize))
    workspace.release(to: mark)
  }

  /// The same, and each row of `c` has the same bits whatever rows stand beside it: what decoding
  /// needs, where a sentence must not depend on its batch.
  ///
  /// Rows go in blocks of 16, the last one filled up with zeros. oneDNN's own kernels for AVX-512
  /// give a row the same bits at any height, so there all full blocks go at once; narrower
  /// instruction sets do not.
  package func multiplyRowsAlike(
    _ a: Matrix, by weights: PackedWeights, into c: Matrix, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    let full = a.rows / blockHeight * blockHeight
    let step = weights.isHeightInvariant ? max(full, 1) : blockHeight
    for start in stride(from: 0, to: full, by: step) {
      let rows = start..<start + step
      try multiply(a.rows(rows), by: weights, into: c.rows(rows), in: &workspace)
    }
    if full == a.rows { return }
    let mark = workspace.mark
    let padded = workspace.matrix(rows: blockHeight, columns: a.columns)
    let result = workspace.matrix(rows: blockHeight, columns: c.columns)
    padded.elements.update(repeating: 0, count: blockHeight * a.columns)
    copy(a.rows(full..<a.rows), to: padded)
    try multiply(padded, by: weights, into: result, in: &workspace)
    copy(result.rows(0..<a.rows - full), to: c.rows(full..<a.rows))
    workspace.release(to: mark)
  }

  private func copy(_ source: Matrix, to target: Matrix) {
    for row in 0..<source.rows {
      (target.elements + row * target.stride)
        .update(from: source.elements + row * source.stride, count: source.columns)
    }
  }

  /// c = aᵀ · b, or c += aᵀ · b: the gradient of weights, from all steps at once.
  package func multiplyTransposed(
    _ a: Matrix, by b: Matrix, into c: Matrix, accumulating: Bool = false,
    precision: Precision = .float32, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    precondition(a.rows == b.rows && c.rows == a.columns && c.columns == b.columns, "shapes")
    let isNarrow = precision == .bfloat16
    let product = try product(
      MatrixProduct.Shape(
        rows: a.columns, inner: a.rows, columns: b.columns, precision: precision,
        a: .transposed(stride: isNarrow ? a.columns : a.stride),
        b: .rows(stride: isNarrow ? b.columns : b.stride), strideC: c.stride,
        accumulates: accumulating))
    let mark = workspace.mark
    let left = isNarrow ? narrowed(a, in: &workspace) : UnsafeRawPointer(a.elements)
    let right = isNarrow ? narrowed(b, in: &workspace) : UnsafeRawPointer(b.elements)
    product.run(left, right, into: c.elements, scratch: workspace.bytes(product.scratchSize))
    workspace.release(to: mark)
  }

  private func narrowed(_ a: Matrix, in workspace: inout Workspace) -> UnsafeRawPointer {
    let piece = workspace.bytes(a.rows * a.columns * MemoryLayout<UInt16>.stride)
    let target = piece.bindMemory(to: UInt16.self, capacity: a.rows * a.columns)
    for row in 0..<a.rows {
      ck_to_bfloat16(a.elements + row * a.stride, target + row * a.columns, a.columns)
    }
    return UnsafeRawPointer(piece)
  }
}

private let blockHeight = 16
