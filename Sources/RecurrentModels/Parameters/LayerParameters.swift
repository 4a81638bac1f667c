/// What each layer adds to a model's parameters, under the names of the model file.
extension ParameterLayout {
  @discardableResult
  public mutating func addEmbedding(_ name: String, vocabulary: Int, dimension: Int) -> Tensor {
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

  @discardableResult
  public mutating func addProjection(_ name: String, inputs: Int, outputs: Int)
    -> ProjectionTensors
  {
    ProjectionTensors(
      weight: add("\(name).weight", [outputs, inputs]), bias: add("\(name).bias", [outputs]))
  }
}

/// The tensors of a linear layer.
public struct ProjectionTensors: Equatable, Sendable {
  public let weight: ParameterLayout.Tensor  // [outputs, inputs]
  public let bias: ParameterLayout.Tensor  // [outputs]
}

/// The tensors of a recurrent cell.
public struct CellTensors: Equatable, Sendable {
  public let weightIH: ParameterLayout.Tensor  // [gates · units, inputs]
  public let weightHH: ParameterLayout.Tensor  // [gates · units, units]
  public let biases: [ParameterLayout.Tensor]  // [gates · units] each
}
