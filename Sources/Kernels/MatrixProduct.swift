import CKernels
import COneDNN

/// Why oneDNN makes no such product.
package enum MatrixProductError: Error, Equatable, Sendable {
  case unsupported(precision: String)
  case failed
}

/// C = A · B, plus a bias in every row, or C += A · B, for one shape: made once (0.05 to 0.4 ms), run
/// without allocating by any number of threads, each with a scratchpad of its own.
package final class MatrixProduct: Sendable {
  /// How an operand lies in memory.
  package enum Layout: Hashable, Sendable {
    case rows(stride: Int)
    case transposed(stride: Int)  // of the matrix as it lies in memory
    case packed  // B alone
  }

  /// What A and B are made of. C is of float32, and of int32 where they are of int8.
  package enum Operands: String, Sendable {
    case float32 = "f32"
    case bfloat16 = "bf16"
    case int8
  }

  /// All that tells products apart.
  package struct Shape: Hashable, Sendable {
    package var rows: Int  // of A and C
    package var inner: Int  // columns of A, rows of B
    package var columns: Int  // of B and C
    package var operands: Operands
    package var a: Layout
    package var b: Layout
    package var strideC: Int
    package var accumulates: Bool
    package var hasBias = false  // never where it accumulates
  }

  package let shape: Shape
  package let scratchSize: Int
  /// What oneDNN calls the way it chose.
  package let implementation: String
  nonisolated(unsafe) let handle: OpaquePointer  // oneDNN's own, safe to run from several threads

  package init(_ shape: Shape) throws(MatrixProductError) {
    var facts = CDNNShape()
    facts.m = Int64(shape.rows)
    facts.n = Int64(shape.columns)
    facts.k = Int64(shape.inner)
    (facts.layoutA, facts.strideA) = shape.a.facts
    (facts.layoutB, facts.strideB) = shape.b.facts
    facts.strideC = Int64(shape.strideC)
    facts.type = shape.operands.fact
    facts.accumulates = shape.accumulates
    facts.has_bias = shape.hasBias
    var product: OpaquePointer?
    let status = cdnn_product_create(&facts, &product)
    guard let product, status == CDNN_OK else {
      throw status == CDNN_UNSUPPORTED
        ? .unsupported(precision: shape.operands.rawValue) : .failed
    }
    handle = product
    self.shape = shape
    scratchSize = cdnn_product_scratch_size(product)
    implementation = String(cString: cdnn_product_implementation(product))
  }

  deinit { cdnn_product_destroy(handle) }

  /// Whether oneDNN has a kernel for these very instructions, and not only one that makes do: with
  /// bfloat16 on AVX-512 that lacks it, at a third of the speed of float32. For int8 version 3 makes do
  /// under the name of its own kernels.
  package var isNative: Bool {
    guard implementation.hasPrefix("brg") else { return false }
    return shape.operands != .int8
      || ["vnni", "amx"].contains { implementation.contains($0) }
  }

  /// Of dense rows and packed weights.
  package convenience init(
    rows: Int, inner: Int, columns: Int, of precision: Precision, accumulates: Bool = false
  ) throws(MatrixProductError) {
    var shape = Shape(rows: rows, inner: inner, columns: columns, packed: precision.operands)
    shape.accumulates = accumulates
    try self.init(shape)
  }

  /// The operands are of the product's own kind and layouts.
  package func run(
    _ a: UnsafeRawPointer, _ b: UnsafeRawPointer, bias: UnsafePointer<Float>? = nil,
    into c: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer
  ) {
    let status = cdnn_product_run(handle, a, b, bias, c, scratch)
    precondition(status == CDNN_OK, "oneDNN could not multiply")
  }
}

extension MatrixProduct.Shape {
  /// Of dense rows and packed weights.
  init(rows: Int, inner: Int, columns: Int, packed operands: MatrixProduct.Operands) {
    self.init(
      rows: rows, inner: inner, columns: columns, operands: operands, a: .rows(stride: inner),
      b: .packed, strideC: columns, accumulates: false)
  }
}

extension MatrixProduct.Operands {
  fileprivate var fact: CDNNType {
    switch self {
    case .float32: CDNN_FLOAT32
    case .bfloat16: CDNN_BFLOAT16
    case .int8: CDNN_INT8
    }
  }
}

extension MatrixProduct.Layout {
  fileprivate var facts: (CDNNLayout, Int64) {
    switch self {
    case .rows(let stride): (CDNN_ROWS, Int64(stride))
    case .transposed(let stride): (CDNN_TRANSPOSED, Int64(stride))
    case .packed: (CDNN_PACKED, 0)
    }
  }
}

/// Keeps oneDNN to the thread that calls it. To be called once in every thread that multiplies.
package func keepProductsToThisThread() { cdnn_use_one_thread() }
