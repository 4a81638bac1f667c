import Kernels

/// The matrices of a model that are multiplied by, packed for oneDNN: once for a model that is run,
/// after every update for one that learns; for all layers, steps and threads.
package final class PackedParameters: Sendable {
  package let precision: Precision
  private let entries: [Entry?]  // by the tensor's index
  private let work: [Work]  // the largest first, so that threads that share it get equal parts

  private struct Entry: Sendable {
    let forward: PackedWeights  // x · Wᵀ
    let back: PackedWeights?  // dy · W, in training alone
  }

  private struct Work: Sendable {
    let tensor: ParameterLayout.Tensor
    let packed: PackedWeights
    let isTransposed: Bool
  }

  /// - Parameter matrices: [outputs, inputs] each.
  package init(
    _ matrices: [ParameterLayout.Tensor], _ precision: Precision, forTraining: Bool
  ) throws(MatrixMultiplicationError) {
    var entries = [Entry?](repeating: nil, count: (matrices.map(\.index).max() ?? -1) + 1)
    var work: [Work] = []
    for tensor in matrices {
      let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
      let forward = try PackedWeights(inputs: inputs, outputs: outputs, precision)
      work.append(Work(tensor: tensor, packed: forward, isTransposed: true))
      var back: PackedWeights?
      if forTraining {
        let weights = try PackedWeights(inputs: outputs, outputs: inputs, precision)
        work.append(Work(tensor: tensor, packed: weights, isTransposed: false))
        back = weights
      }
      entries[tensor.index] = Entry(forward: forward, back: back)
    }
    self.precision = precision
    self.entries = entries
    self.work = work.sorted { $0.tensor.count > $1.tensor.count }
  }

  /// For x · Wᵀ, from inputs to outputs.
  func forward(_ tensor: ParameterLayout.Tensor) -> PackedWeights { entries[tensor.index]!.forward }

  /// For dy · W, back from outputs to inputs.
  func back(_ tensor: ParameterLayout.Tensor) -> PackedWeights { entries[tensor.index]!.back! }

  /// Takes over the weights, or one thread's part of them: as many threads as share the work call it,
  /// each with its index, and none multiplies before all are done.
  package func pack(_ weights: ParameterValues, part: Int = 0, of parts: Int = 1) {
    for (index, entry) in work.enumerated() {
      // To and fro: of two entries of a tensor one takes longer, and not always the same thread's.
      let (round, turn) = index.quotientAndRemainder(dividingBy: parts)
      guard part == (round.isMultiple(of: 2) ? turn : parts - 1 - turn) else { continue }
      entry.packed.pack(weights[entry.tensor], transposed: entry.isTransposed)
    }
  }
}
