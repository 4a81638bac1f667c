import CKernels
import COneDNN
import Glibc

/// Weights in integers of eight bits, for models that no longer learn.
///
/// The scheme: both operands are scaled by their largest magnitudes, every row of A as it comes and
/// every column of B once and for all, so that
///
///     A[i, k] ≈ s[i] · qA[i, k]      s[i] = max |A[i, …]| / 127  (or 79: see `largestInteger`)
///     B[k, j] ≈ t[j] · qB[k, j]      t[j] = max |B[…, j]| / 127
///     C[i, j] = s[i] · t[j] · Σ qA[i, k] · qB[k, j]
///
/// Rounded to the nearest, an operand is off by at most half a scale. Zero stays zero, so nothing is
/// said of zero points. The sums are of integers and exact: a row's result does not depend on the
/// rows beside it. A row or column that holds NaN or an infinity makes all of its results NaN; one
/// that holds nothing above 2⁻¹⁰⁰ counts as zeros.
///
/// Right everywhere, and three and a half times as fast as float32 where `isNative` (64 rows of 512,
/// into 2048 and into 6500).
package final class QuantizedWeights: Sendable {
  package let inputs: Int
  package let outputs: Int
  private let product: MatrixProduct  // any of this shape knows the format
  nonisolated(unsafe) let bytes: UnsafeMutableRawPointer  // written by `pack`, read by products
  nonisolated(unsafe) let scales: UnsafeMutablePointer<Float>  // t [outputs], likewise

  /// For y = x · B, with B of `inputs` rows and `outputs` columns.
  package init(inputs: Int, outputs: Int) throws(MatrixProductError) {
    precondition(inputs <= 1 << 16, "sums of so many products fit into 32 bits")
    self.inputs = inputs
    self.outputs = outputs
    product = try MatrixProduct(
      MatrixProduct.Shape(rows: 64, inner: inputs, columns: outputs, packed: .int8))
    let size = cdnn_product_packed_size(product.handle)
    bytes = AlignedMemory.allocate(byteCount: size)
    scales = .allocate(capacity: outputs)
  }

  deinit {
    free(bytes)
    scales.deallocate()
  }

  /// Takes over the values of B's transpose [outputs, inputs], which is how layers keep weights. No
  /// product may be running on these.
  package func pack(_ weights: Matrix) {
    weights.requireShape(outputs, inputs)
    let integers = UnsafeMutablePointer<Int8>.allocate(capacity: outputs * inputs)
    defer { integers.deallocate() }
    ck_quantize_rows(
      weights.elements, weights.stride, outputs, inputs, Self.largestInteger, integers, scales)
    pack(integers)
  }

  /// `integers` [outputs, inputs]
  private func pack(_ integers: UnsafePointer<Int8>) {
    let status = cdnn_product_pack(
      product.handle, integers, Int64(inputs), CDNN_TRANSPOSED, bytes)
    precondition(status == CDNN_OK, "oneDNN could not pack")
  }
}

extension QuantizedWeights {
  /// Whether this processor has instructions for it (VNNI). Elsewhere float32 may be faster, ten times
  /// so for a single row.
  package static var isNative: Bool {
    (try? QuantizedWeights(inputs: 16, outputs: 16))?.product.isNative ?? false
  }

  /// What the largest magnitude of a row or a column becomes: 127 where products of that are summed
  /// exactly, 79 elsewhere.
  ///
  /// Processors without VNNI add two products of bytes in 16 bits, and what is more than 32,767
  /// becomes 32,767. oneDNN lets it happen: sums would be wrong, and nobody told. It takes one of the
  /// operands as numbers without sign, by adding 128, and 2 · (79 + 128) · 79 still fits.
  static let largestInteger: Float = sumsOfLargestAreExact() ? 127 : 79

  private static func sumsOfLargestAreExact() -> Bool {
    let size = 16
    guard let weights = try? QuantizedWeights(inputs: size, outputs: size) else { return false }
    let integers = [Int8](repeating: 127, count: size * size)
    var sums = [Int32](repeating: 0, count: size * size)
    weights.pack(integers)
    var workspace = Workspace(byteCount: 1 << 16)
    workspace.multiply(integers, rows: size, by: weights, into: &sums)
    return sums.allSatisfy { $0 == Int32(size) * 127 * 127 }
  }
}
