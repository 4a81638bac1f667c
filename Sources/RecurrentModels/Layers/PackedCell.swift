import Kernels

/// A layer's weights as products like them: packed once an update, for all steps and threads.
package struct PackedCell: Sendable {
  package var precision: Precision { w.precision }
  let w, u: PackedWeights  // x · Wᵀ and h' · Uᵀ
  private let back: Back?

  private struct Back: Sendable {
    let w, u: PackedWeights  // da · W and da · U
  }

  var wBack: PackedWeights { back!.w }  // in training alone
  var uBack: PackedWeights { back!.u }

  package init(_ layer: RecurrentLayer, in packing: inout Packing) throws(MatrixProductError) {
    let tensors = layer.tensors
    w = try packing.add(tensors.weightIH)
    u = try packing.add(tensors.weightHH)
    back =
      packing.isForTraining
      ? Back(
        w: try packing.addBack(tensors.weightIH), u: try packing.addBack(tensors.weightHH)) : nil
  }
}
