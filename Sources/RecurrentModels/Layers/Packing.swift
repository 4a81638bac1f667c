import Kernels

/// All weights of a model that products want packed, and the packing of them: once for a model that
/// is run, after every update for one that learns.
package struct Packing: Sendable {
  package let precision: Precision
  /// Products with the weights as they lie are for passes backward alone.
  package let isForTraining: Bool
  private var entries: [Entry] = []

  private struct Entry: Sendable {
    let tensor: ParameterLayout.Tensor  // [outputs, inputs]
    let packed: PackedWeights
    let isTransposed: Bool
  }

  package init(_ precision: Precision, isForTraining: Bool) {
    self.precision = precision
    self.isForTraining = isForTraining
  }

  /// For x · Wᵀ, from inputs to outputs.
  mutating func add(_ tensor: ParameterLayout.Tensor) throws(MatrixProductError) -> PackedWeights {
    try add(tensor, isTransposed: true)
  }

  /// For dy · W, back from outputs to inputs.
  mutating func addBack(
    _ tensor: ParameterLayout.Tensor
  ) throws(MatrixProductError) -> PackedWeights {
    try add(tensor, isTransposed: false)
  }

  private mutating func add(
    _ tensor: ParameterLayout.Tensor, isTransposed: Bool
  ) throws(MatrixProductError) -> PackedWeights {
    let (outputs, inputs) = (tensor.shape[0], tensor.shape[1])
    let packed = try PackedWeights(
      inputs: isTransposed ? inputs : outputs, outputs: isTransposed ? outputs : inputs,
      precision: precision)
    // The largest first, so that threads that take turns get equal parts.
    let place = entries.firstIndex { $0.tensor.count < tensor.count } ?? entries.count
    entries.insert(
      Entry(tensor: tensor, packed: packed, isTransposed: isTransposed), at: place)
    return packed
  }

  /// Takes over the weights, or one thread's part of them: as many threads as share the work call
  /// it, each with its number, and none multiplies before all are done.
  package func pack(_ weights: ParameterValues, part: Int = 0, of parts: Int = 1) {
    for (index, entry) in entries.enumerated() {
      // To and fro: of two entries of a tensor one takes longer, and not always the same thread's.
      let (round, turn) = index.quotientAndRemainder(dividingBy: parts)
      guard part == (round.isMultiple(of: 2) ? turn : parts - 1 - turn) else { continue }
      entry.packed.pack(weights[entry.tensor], transposed: entry.isTransposed)
    }
  }
}
