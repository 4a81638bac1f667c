import Kernels
import Threading

/// A translation model with its weights, ready to be run by any number of threads: one set of weights,
/// packed once, for all of them.
package final class RunningModel: Sendable {
  package let model: TranslationModel
  package let precision: Precision
  package let packed: TranslationModel.Packed
  private let array: FloatArray
  private let products = MatrixProducts(rows: .alike)

  /// - Parameter pool: whose threads share the packing.
  package init(
    _ model: TranslationModel, weights: FloatArray, precision: Precision,
    on pool: WorkerPool = WorkerPool(threads: 1)
  ) throws(MatrixProductError) {
    precondition(weights.count >= model.layout.end, "weights as the layout has them")
    self.model = model
    self.precision = precision
    array = weights
    var packing = Packing(precision, isForTraining: false)
    packed = try model.pack(in: &packing)
    pool.run { [packing] part in
      packing.pack(
        ParameterValues(weights.elements, layout: model.layout), part: part, of: pool.count)
    }
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
