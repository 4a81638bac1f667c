import Kernels

/// A translation model with its weights, ready to be run by any number of threads: one set of weights,
/// packed once, for all of them.
package final class RunningModel: Sendable {
  package let model: TranslationModel
  package let precision: Precision
  package let packed: TranslationModel.Packed
  private let array: FloatArray
  private let products = MatrixProducts(rows: .alike)

  package init(
    _ model: TranslationModel, weights: FloatArray, precision: Precision
  ) throws(MatrixProductError) {
    precondition(weights.count >= model.layout.end, "weights as the layout has them")
    self.model = model
    self.precision = precision
    array = weights
    var packing = Packing(precision, isForTraining: false)
    packed = try model.pack(in: &packing)
    packing.pack(ParameterValues(weights.elements, layout: model.layout))
  }

  package var weights: ParameterValues {
    ParameterValues(array.elements, layout: model.layout)
  }

  /// What a thread runs the model in. A sentence's numbers have the same bits whatever sentences are
  /// beside it.
  package func makeWorkspace() -> Workspace {
    Workspace(byteCount: Workspace.generous, products: products)
  }
}
