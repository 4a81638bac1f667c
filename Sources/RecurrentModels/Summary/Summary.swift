/// What a model is made of, and how much of it there is.
public struct Summary: Equatable, Sendable {
  public var name: String
  public var layers: [LayerDescription]

  public init(name: String, layers: [LayerDescription]) {
    self.name = name
    self.layers = layers
  }

  public var parameterCount: Int { count(of: layers) }
  public var trainedCount: Int { count(of: layers.filter(\.isTrained)) }

  /// What so many parameters take.
  public static func byteCount(_ parameters: Int) -> Int { parameters * MemoryLayout<Float>.size }

  /// A tensor that several layers share counts once.
  private func count(of layers: [LayerDescription]) -> Int {
    var names: Set<[UInt8]> = []
    return layers.flatMap(\.tensors).filter { names.insert(Array($0.name.utf8)).inserted }
      .reduce(0) { $0 + $1.count }
  }
}
