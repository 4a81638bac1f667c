/// What each layer adds to a model's parameters, under the names of the model file.
extension ParameterLayout {
  public mutating func addEmbedding(_ name: String, vocabulary: Int, dimension: Int) {
    add(name, [vocabulary, dimension])
  }

  @discardableResult
  public mutating func addCell(_ kind: CellKind, _ name: String, inputs: Int, units: Int)
    -> CellTensors
  {
    let rows = kind.gateCount * units
    return CellTensors(
      weightIH: add("\(name).weight_ih", [rows, inputs]),
      weightHH: add("\(name).weight_hh", [rows, units]),
      biases: kind.biasNames.map { add("\(name).\($0)", [rows]) })
  }

  public mutating func addProjection(_ name: String, inputs: Int, outputs: Int) {
    add("\(name).weight", [outputs, inputs])
    add("\(name).bias", [outputs])
  }
}

/// The tensors of a recurrent cell.
public struct CellTensors: Equatable, Sendable {
  public let weightIH: ParameterLayout.Tensor  // [gates · units, inputs]
  public let weightHH: ParameterLayout.Tensor  // [gates · units, units]
  public let biases: [ParameterLayout.Tensor]  // [gates · units] each
}
