import Kernels

/// The numbers of all parameters, weights or their gradients, in the flat array that a layout
/// describes; each tensor is seen as a matrix.
package struct ParameterValues: BitwiseCopyable {
  private let elements: UnsafeMutablePointer<Float>
  private let count: Int
  /// Whether all are zero before a pass, so that the first that would be added to a tensor may as well
  /// be written: a product need not fetch what is there.
  let areZero: Bool

  /// A view of somebody else's array, which must stay where it is.
  package init(
    _ elements: UnsafeMutableBufferPointer<Float>, layout: ParameterLayout, areZero: Bool = false
  ) {
    precondition(elements.count >= layout.end, "an array of the layout's size")
    self.elements = elements.baseAddress!
    count = elements.count
    self.areZero = areZero
  }

  /// A tensor of two dimensions, or one of one dimension as a single row.
  package subscript(tensor: ParameterLayout.Tensor) -> Matrix {
    precondition(tensor.range.upperBound <= count, "a tensor of this layout")
    let rows = tensor.shape.count == 2 ? tensor.shape[0] : 1
    return Matrix(
      elements + tensor.offset, rows: rows, columns: rows == 0 ? 0 : tensor.count / rows)
  }

  /// A tensor of one dimension, to read.
  package func vector(_ tensor: ParameterLayout.Tensor) -> UnsafeBufferPointer<Float> {
    precondition(tensor.shape.count == 1, "a tensor of one dimension")
    return UnsafeBufferPointer(start: self[tensor].elements, count: tensor.count)
  }

  /// Adds the sum of each column to a bias's gradient, a row after another.
  func addColumnSums(of matrix: Matrix, to bias: ParameterLayout.Tensor) {
    Reductions.addColumnSums(
      of: matrix.elements, stride: matrix.stride, rows: matrix.rows, columns: matrix.columns,
      to: self[bias].elements)
  }
}
