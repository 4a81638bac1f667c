import Kernels

/// The gradients of a model's parameters, added up over passes until an update takes them. They
/// know which tensors are zero: the first matrix multiplication that would be added to one is
/// written instead, and what is there is not fetched. One thread's at a time.
package final class Gradients: @unchecked Sendable {
  package let array: FloatArray
  private let values: ParameterValues
  private let isZero: UnsafeMutableBufferPointer<Bool>  // of each tensor

  package init(_ layout: ParameterLayout) {
    array = FloatArray(count: layout.size)
    values = ParameterValues(array.elements, layout: layout)
    isZero = .allocate(capacity: layout.tensors.count)
    isZero.initialize(repeating: true)
  }

  deinit { isZero.deallocate() }

  /// A tensor's gradient, to be added to.
  package subscript(tensor: ParameterLayout.Tensor) -> Matrix {
    isZero[tensor.index] = false
    return values[tensor]
  }

  /// dW += dyᵀ · x
  func add(
    _ dy: Operand, times x: Operand, to tensor: ParameterLayout.Tensor, in workspace: Workspace
  ) {
    workspace.multiplyTransposed(
      dy, by: x, into: values[tensor], accumulating: !isZero[tensor.index])
    isZero[tensor.index] = false
  }

  /// To be called when `array` was added to from outside.
  package func markAdded() { isZero.update(repeating: false) }

  /// To be called when `array` was set to zero from outside.
  package func markZero() { isZero.update(repeating: true) }

  package func clear() {
    array.elements.update(repeating: 0)
    markZero()
  }
}
