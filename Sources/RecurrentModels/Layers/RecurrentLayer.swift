import Kernels

/// What the layers of all cells share: a product with the input and one with the state, each for
/// all gates at once.
package protocol RecurrentLayer: Sendable {
  var inputs: Int { get }
  var units: Int { get }
  var weightIH: ParameterLayout.Tensor { get }  // W [gates·units, inputs]
  var weightHH: ParameterLayout.Tensor { get }  // U [gates·units, units]
}

extension RecurrentLayer {
  package typealias Packed = PackedCell

  /// Adds the weights' gradients, dW = daᵀ · x and dU = duᵀ · h', and writes dx = da · W where it is
  /// asked for. None depends on time: a product each over all steps.
  ///
  /// `da` and `du` are the gradients of the input's half of the preactivations and of the state's,
  /// the same where the halves are only added; `h` [steps · batch, units] are the states that the
  /// steps began with.
  func addWeightGradients(
    da: Matrix, du: Matrix, x: Matrix, h: Matrix, dx: Matrix?, to gradients: ParameterValues,
    _ packed: Packed, _ products: MatrixProducts, in workspace: inout Workspace
  ) throws(MatrixProductError) {
    for (d, operand, weight) in [(da, x, weightIH), (du, h, weightHH)] {
      try products.multiplyTransposed(
        d, by: operand, into: gradients[weight], accumulating: true,
        precision: packed.w.precision, in: &workspace)
    }
    if let dx { try products.multiply(da, by: packed.wBack, into: dx, in: &workspace) }
  }
}

/// A layer's weights as products like them: packed once an update, for all steps and threads.
package struct PackedCell: Sendable {
  let w, u: PackedWeights  // x · Wᵀ and h' · Uᵀ
  let wBack, uBack: PackedWeights  // da · W and da · U

  package init(_ layer: some RecurrentLayer, precision: Precision) throws(MatrixProductError) {
    let gates = layer.weightIH.shape[0]
    w = try PackedWeights(inputs: layer.inputs, outputs: gates, precision: precision)
    u = try PackedWeights(inputs: layer.units, outputs: gates, precision: precision)
    wBack = try PackedWeights(inputs: gates, outputs: layer.inputs, precision: precision)
    uBack = try PackedWeights(inputs: gates, outputs: layer.units, precision: precision)
  }

  /// Takes over the weights, or one thread's part of them: as many threads as share the work call
  /// it, each with its number, and none multiplies before all are done.
  package func pack(
    _ layer: some RecurrentLayer, _ weights: ParameterValues, part: Int = 0, of parts: Int = 1
  ) {
    let (w, u) = (weights[layer.weightIH], weights[layer.weightHH])
    let work = [
      (self.w, w, true), (self.u, u, true), (wBack, w, false), (uBack, u, false),
    ]
    for index in stride(from: part, to: work.count, by: parts) {
      work[index].0.pack(work[index].1, transposed: work[index].2)
    }
  }
}
