import CKernels

/// Layer normalization of rows: y = (x − μ) · r · gain + bias, where r = 1 / √(σ² + ε).
package enum LayerNormalization {
  /// Writes y [rows, width], and every row's μ and r, which the backward pass needs. y may be x where
  /// no backward pass follows.
  package static func forward(
    _ x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int,
    gain: UnsafePointer<Float>, bias: UnsafePointer<Float>, epsilon: Float,
    y: UnsafeMutablePointer<Float>, yStride: Int,
    mean: UnsafeMutablePointer<Float>, inverseDeviation: UnsafeMutablePointer<Float>
  ) {
    precondition(min(stride, yStride) >= width && width > 0, "a row fits into its stride")
    precondition(epsilon >= 0, "a variance is not made smaller")
    ck_normalize_rows(
      x, stride, rows, width, gain, bias, epsilon, y, yStride, mean, inverseDeviation)
  }

  /// Writes dx, which may be dy, and adds to dgain and dbias [width] a row after another: as many
  /// calls for as many parts of the rows give the same bits as one.
  package static func backward(
    dy: UnsafePointer<Float>, dyStride: Int,
    x: UnsafePointer<Float>, stride: Int, rows: Int, width: Int,
    gain: UnsafePointer<Float>, mean: UnsafePointer<Float>,
    inverseDeviation: UnsafePointer<Float>,
    dx: UnsafeMutablePointer<Float>, dxStride: Int,
    dgain: UnsafeMutablePointer<Float>, dbias: UnsafeMutablePointer<Float>
  ) {
    precondition(min(stride, dyStride, dxStride) >= width && width > 0, "a row fits its stride")
    ck_normalize_rows_backward(
      dy, dyStride, x, stride, rows, width, gain, mean, inverseDeviation, dx, dxStride, dgain,
      dbias)
  }
}
