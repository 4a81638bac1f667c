import CKernels
import COneDNN
import Glibc

/// Weights in the format that products like best, packed once an update and used by every step and
/// every thread.
package final class PackedWeights: Sendable {
  package let inputs: Int
  package let outputs: Int
  package let precision: Precision
  private let product: MatrixProduct  // any of this shape knows the format
  let panelWidth: Int  // 0 where oneDNN alone knows it
  nonisolated(unsafe) let bytes: UnsafeMutableRawPointer  // written by `pack`, read by products

  /// For those who run products themselves.
  package var packedBytes: UnsafeRawPointer { UnsafeRawPointer(bytes) }

  /// For y = x · B, with B of `inputs` rows and `outputs` columns.
  package init(inputs: Int, outputs: Int, precision: Precision) throws(MatrixProductError) {
    self.inputs = inputs
    self.outputs = outputs
    self.precision = precision
    product = try MatrixProduct(rows: 64, inner: inputs, columns: outputs, of: precision)
    panelWidth = Int(cdnn_product_panel_width(product.handle))
    let size = cdnn_product_packed_size(product.handle)
    bytes = AlignedMemory.allocate(byteCount: size)
  }

  deinit { free(bytes) }

  /// Whether a row's product has the same bits at any height (tested, on blocks of 16).
  var isHeightInvariant: Bool { product.isNative }

  /// Takes over B's values; `transposed` where `weights` [outputs, inputs] is B's transpose, as
  /// layers keep it. No product may be running on these weights.
  package func pack(_ weights: Matrix, transposed: Bool) {
    let shape = transposed ? (outputs, inputs) : (inputs, outputs)
    precondition((weights.rows, weights.columns) == shape, "weights of the shape that was declared")
    if panelWidth > 0 {  // oneDNN takes several times as long
      return ck_pack_bfloat16(
        weights.elements, weights.stride, inputs, outputs, transposed, panelWidth,
        bytes.assumingMemoryBound(to: UInt32.self))
    }
    let status = cdnn_product_pack(
      product.handle, weights.elements, Int64(weights.stride),
      transposed ? CDNN_TRANSPOSED : CDNN_ROWS, bytes)
    precondition(status == CDNN_OK, "oneDNN could not pack")
  }
}
