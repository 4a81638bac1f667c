/// What each layer adds to a model's parameters, under the names of the model file.
extension ParameterLayout {
  public mutating func addEmbedding(_ name: String, vocabulary: Int, dimension: Int) {
    add(name, [vocabulary, dimension])
  }

  public mutating func addCell(_ kind: CellKind, _ name: String, inputs: Int, units: Int) {
    let rows = kind.gateCount * units
    add("\(name).weight_ih", [rows, inputs])
    add("\(name).weight_hh", [rows, units])
    for bias in kind.biasNames { add("\(name).\(bias)", [rows]) }
  }

  public mutating func addProjection(_ name: String, inputs: Int, outputs: Int) {
    add("\(name).weight", [outputs, inputs])
    add("\(name).bias", [outputs])
  }
}
