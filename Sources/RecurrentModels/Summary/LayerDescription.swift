/// A layer of a model, as a summary shows it.
public struct LayerDescription: Equatable, Sendable {
  /// Such as `LSTM`.
  public var kind: String
  public var name: String
  /// Nil for a dimension that depends on the batch.
  public var outputShape: [Int?]
  /// Of the model's layout. One that two layers share is with both.
  public var tensors: [ParameterLayout.Tensor]
  /// False where training leaves it as it is.
  public var isTrained: Bool

  public init(
    kind: String, name: String, outputShape: [Int?], tensors: [ParameterLayout.Tensor],
    isTrained: Bool = true
  ) {
    self.kind = kind
    self.name = name
    self.outputShape = outputShape
    self.tensors = tensors
    self.isTrained = isTrained
  }

  public var parameterCount: Int { tensors.reduce(0) { $0 + $1.count } }
}
