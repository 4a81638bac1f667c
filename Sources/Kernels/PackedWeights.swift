import CKernels
import Glibc

/// Weights in the format that oneDNN multiplies by fastest, packed once an update and used by every
/// step and every thread.
///
/// In int8 both operands are scaled by their largest magnitudes, every row of A as it comes and every
/// column of B once and for all, so that
///
///     A[i, k] ≈ s[i] · qA[i, k]      s[i] = max |A[i, …]| / 127  (or 79: see `largestInteger`)
///     B[k, j] ≈ t[j] · qB[k, j]      t[j] = max |B[…, j]| / 127
///     C[i, j] = s[i] · t[j] · Σ qA[i, k] · qB[k, j]
///
/// Rounded to the nearest, an operand is off by at most half a scale. Zero stays zero, so there are no
/// zero points. The sums are of integers and exact: a row's result does not depend on the rows beside
/// it. A row or column that holds NaN or an infinity makes all of its results NaN; one that holds
/// nothing above 2⁻¹⁰⁰ counts as zeros. Where the processor has instructions for it, it is three and a
/// half times as fast as float32 (64 rows of 512, into 2048 and into 6500).
package final class PackedWeights: Sendable {
  package let inputs: Int
  package let outputs: Int
  package let precision: Precision
  private let format: MatrixMultiplication  // any of this inner size, width and precision
  private let panelWidth: Int  // of our own packing; 0 where oneDNN's format is its own
  nonisolated(unsafe) let bytes: UnsafeMutableRawPointer  // written by `pack`
  nonisolated(unsafe) let scales: UnsafeMutablePointer<Float>?  // t [outputs] for int8, likewise

  /// For y = x · B, with B of `inputs` rows and `outputs` columns.
  package init(
    inputs: Int, outputs: Int, _ precision: Precision
  ) throws(MatrixMultiplicationError) {
    precondition(
      precision != .int8 || inputs <= 1 << 16, "sums of so many integers fit into 32 bits")
    self.inputs = inputs
    self.outputs = outputs
    self.precision = precision
    format = try MatrixMultiplication(rows: 64, inner: inputs, columns: outputs, precision)
    panelWidth = format.panelWidth
    bytes = AlignedMemory.allocate(byteCount: format.packedSize)
    scales = precision == .int8 ? .allocate(capacity: outputs) : nil
  }

  deinit {
    free(bytes)
    scales?.deallocate()
  }

  /// For those who run multiplications themselves.
  package var packedBytes: UnsafeRawPointer { UnsafeRawPointer(bytes) }

  /// Whether a row of a result has the same bits at any height (tested, on blocks of 16).
  var isHeightInvariant: Bool { precision == .int8 || format.isNative }

  /// Takes over B's values; `transposed` where `weights` [outputs, inputs] is B's transpose, as
  /// layers keep it. No multiplication may be running on these weights.
  package func pack(_ weights: Matrix, transposed: Bool) {
    let shape = transposed ? (outputs, inputs) : (inputs, outputs)
    precondition((weights.rows, weights.columns) == shape, "weights of the shape that was declared")
    if let scales { return quantize(weights, transposed: transposed, scales) }
    if panelWidth > 0 {  // oneDNN takes several times as long
      return ck_pack_bfloat16(
        weights.elements, weights.stride, inputs, outputs, transposed, panelWidth,
        bytes.assumingMemoryBound(to: UInt32.self))
    }
    format.pack(weights.elements, stride: weights.stride, transposed: transposed, into: bytes)
  }

  // MARK: int8

  private func quantize(
    _ weights: Matrix, transposed: Bool, _ scales: UnsafeMutablePointer<Float>
  ) {
    precondition(transposed, "int8 is for models that no longer learn")
    let integers = UnsafeMutablePointer<Int8>.allocate(capacity: outputs * inputs)
    defer { integers.deallocate() }
    ck_quantize_rows(
      weights.elements, weights.stride, outputs, inputs, Self.largestInteger, integers, scales)
    format.pack(integers, stride: inputs, transposed: true, into: bytes)
  }

  /// What the largest magnitude of a row or a column becomes: 127 where sums are exact at that, 79
  /// elsewhere. Processors without VNNI add two products of bytes in 16 bits, and what is more than
  /// 32,767 becomes 32,767, silently in oneDNN. It makes one of the operands unsigned, by adding
  /// 128, and 2 · (79 + 128) · 79 still fits.
  static let largestInteger: Float = sumsOfLargestAreExact() ? 127 : 79

  private static func sumsOfLargestAreExact() -> Bool {
    let size = 16
    guard let weights = try? PackedWeights(inputs: size, outputs: size, .int8) else { return false }
    let integers = [Int8](repeating: 127, count: size * size)
    var sums = [Int32](repeating: 0, count: size * size)
    weights.format.pack(integers, stride: size, transposed: true, into: weights.bytes)
    Workspace(byteCount: 1 << 16).multiply(integers, rows: size, by: weights, into: &sums)
    return sums.allSatisfy { $0 == Int32(size) * 127 * 127 }
  }
}
